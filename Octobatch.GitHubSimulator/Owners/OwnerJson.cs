using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Owners;

/// <summary>GitHub's form of an account ("simple user").</summary>
internal static class OwnerJson
{
    /// <summary>The shorter form that webhooks have of an organisation.</summary>
    public static object Organization(Owner owner, Urls urls)
    {
        var api = $"{urls.Api}/orgs/{owner.Login}";
        return new
        {
            owner.Login,
            owner.Id,
            NodeId = NodeIds.Of("O", owner.Id),
            Url = api,
            ReposUrl = $"{api}/repos",
            EventsUrl = $"{api}/events",
            HooksUrl = $"{api}/hooks",
            IssuesUrl = $"{api}/issues",
            MembersUrl = $"{api}/members{{/member}}",
            PublicMembersUrl = $"{api}/public_members{{/member}}",
            AvatarUrl = $"{urls.Root}/avatars/{owner.Id}",
            Description = (string?)null,
        };
    }

    public static object Of(Owner owner, Urls urls)
    {
        var api = $"{urls.Api}/users/{owner.Login}";
        return new
        {
            owner.Login,
            owner.Id,
            NodeId = NodeIds.Of(owner.Type[..1], owner.Id),
            AvatarUrl = $"{urls.Root}/avatars/{owner.Id}",
            GravatarId = "",
            Url = api,
            HtmlUrl = $"{urls.Root}/{owner.Login}",
            FollowersUrl = $"{api}/followers",
            FollowingUrl = $"{api}/following{{/other_user}}",
            GistsUrl = $"{api}/gists{{/gist_id}}",
            StarredUrl = $"{api}/starred{{/owner}}{{/repo}}",
            SubscriptionsUrl = $"{api}/subscriptions",
            OrganizationsUrl = $"{api}/orgs",
            ReposUrl = $"{api}/repos",
            EventsUrl = $"{api}/events{{/privacy}}",
            ReceivedEventsUrl = $"{api}/received_events",
            owner.Type,
            SiteAdmin = false,
        };
    }
}
