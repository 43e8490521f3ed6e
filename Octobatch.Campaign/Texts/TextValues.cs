using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Texts;

/// <summary>What the templates of one repository's changeset may name; docs/specs.md has the list.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Repository">The repository that is changed.</param>
/// <param name="Diff">How large the change is.</param>
/// <param name="Outputs">For each step of the spec the output of its command; null where it is no <c>run</c> step.</param>
public sealed record TextValues(TextCampaign Campaign, TextRepository Repository, TextDiff Diff, IReadOnlyList<string?> Outputs);

/// <param name="Url">Its page at the gateway; empty where OCTOBATCH_PUBLIC_URL is not set.</param>
public sealed record TextCampaign(string Name, string Description, string Url)
{
    /// <param name="publicUrl">Where people reach the gateway.</param>
    public static TextCampaign Of(CampaignSpec spec, Uri? publicUrl) =>
        new(spec.Name, spec.Description, publicUrl is null ? "" : $"{publicUrl.AbsoluteUri.TrimEnd('/')}/campaigns/{spec.Name}");
}

/// <param name="DefaultBranch">The branch that the pull request asks to be merged into.</param>
/// <param name="Url">Its page on GitHub.</param>
public sealed record TextRepository(RepositoryName Name, string DefaultBranch, string Url);

/// <summary>Files, and lines over all text files.</summary>
public sealed record TextDiff(int FilesChanged, int Additions, int Deletions);
