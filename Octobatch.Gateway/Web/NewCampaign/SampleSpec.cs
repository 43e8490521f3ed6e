namespace Octobatch.Gateway.Web.NewCampaign;

internal static class SampleSpec
{
    /// <summary>What a new campaign begins with: valid, small, and easy to turn into something else.</summary>
    public const string Text =
        """
        version: 1
        name: my-campaign
        description: Say in a sentence what this is for.
        select:
          - query: "org:acme topic:service -archived:true"
        steps:
          - write:
              file: SECURITY.md
              when: missing
              content: |
                # Security

                Write to security@example.com.
        changeset:
          title: Add SECURITY.md
          body: |
            Tells people where to report a vulnerability. {{ campaign.url }}
        publish:
          waves: [1, "10%", "100%"]

        """;
}
