using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Owners;

/// <summary>GitHub's form of a team of an organisation.</summary>
internal static class TeamJson
{
    public static object Of(Owner organization, string slug, Urls urls)
    {
        var url = Url(organization, slug, urls);
        return new
        {
            Id = Id(organization, slug),
            NodeId = NodeIds.Of("T", $"{organization.Id}:{slug}"),
            Url = url,
            MembersUrl = $"{url}/members{{/member}}",
            Name = slug,
            Slug = slug,
            Description = (string?)null,
            Permission = "push",
            Privacy = "closed",
            NotificationSetting = "notifications_enabled",
            HtmlUrl = $"{urls.Root}/orgs/{organization.Login}/teams/{slug}",
            RepositoriesUrl = $"{url}/repos",
            Type = "organization",
            OrganizationId = organization.Id,
            Parent = (object?)null,
        };
    }

    public static string Url(Owner organization, string slug, Urls urls) => $"{urls.Api}/organizations/{organization.Id}/team/{Id(organization, slug)}";

    private static long Id(Owner organization, string slug) => (organization.Id * 1_000) + slug.Sum(letter => letter);
}
