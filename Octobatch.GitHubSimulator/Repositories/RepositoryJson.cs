using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Repositories;

/// <summary>GitHub's form of a repository.</summary>
internal static class RepositoryJson
{
    public static object Of(Repository repository, Call call) => Of(repository, call.Urls, call.Caller);

    public static object Of(Repository repository, Urls urls, Caller caller)
    {
        var api = $"{urls.Api}/repos/{repository.FullName}";
        var html = $"{urls.Root}/{repository.FullName}";
        return new
        {
            repository.Id,
            NodeId = NodeIds.Of("R", repository.Id),
            repository.Name,
            repository.FullName,
            Private = repository.IsPrivate,
            Owner = OwnerJson.Of(repository.Owner, urls),
            HtmlUrl = html,
            repository.Description,
            Fork = repository.IsFork,
            Url = api,
            ArchiveUrl = $"{api}/{{archive_format}}{{/ref}}",
            AssigneesUrl = $"{api}/assignees{{/user}}",
            BlobsUrl = $"{api}/git/blobs{{/sha}}",
            BranchesUrl = $"{api}/branches{{/branch}}",
            CollaboratorsUrl = $"{api}/collaborators{{/collaborator}}",
            CommentsUrl = $"{api}/comments{{/number}}",
            CommitsUrl = $"{api}/commits{{/sha}}",
            CompareUrl = $"{api}/compare/{{base}}...{{head}}",
            ContentsUrl = $"{api}/contents/{{+path}}",
            ContributorsUrl = $"{api}/contributors",
            DeploymentsUrl = $"{api}/deployments",
            DownloadsUrl = $"{api}/downloads",
            EventsUrl = $"{api}/events",
            ForksUrl = $"{api}/forks",
            GitCommitsUrl = $"{api}/git/commits{{/sha}}",
            GitRefsUrl = $"{api}/git/refs{{/sha}}",
            GitTagsUrl = $"{api}/git/tags{{/sha}}",
            GitUrl = $"git://{new Uri(urls.Root).Authority}/{repository.FullName}.git",
            IssueCommentUrl = $"{api}/issues/comments{{/number}}",
            IssueEventsUrl = $"{api}/issues/events{{/number}}",
            IssuesUrl = $"{api}/issues{{/number}}",
            KeysUrl = $"{api}/keys{{/key_id}}",
            LabelsUrl = $"{api}/labels{{/name}}",
            LanguagesUrl = $"{api}/languages",
            MergesUrl = $"{api}/merges",
            MilestonesUrl = $"{api}/milestones{{/number}}",
            NotificationsUrl = $"{api}/notifications{{?since,all,participating}}",
            PullsUrl = $"{api}/pulls{{/number}}",
            ReleasesUrl = $"{api}/releases{{/id}}",
            SshUrl = $"git@{new Uri(urls.Root).Host}:{repository.FullName}.git",
            StargazersUrl = $"{api}/stargazers",
            StatusesUrl = $"{api}/statuses/{{sha}}",
            SubscribersUrl = $"{api}/subscribers",
            SubscriptionUrl = $"{api}/subscription",
            TagsUrl = $"{api}/tags",
            TeamsUrl = $"{api}/teams",
            TreesUrl = $"{api}/git/trees{{/sha}}",
            CloneUrl = $"{html}.git",
            MirrorUrl = (string?)null,
            HooksUrl = $"{api}/hooks",
            SvnUrl = html,
            Homepage = (string?)null,
            repository.Language,
            License = (object?)null,
            ForksCount = 0,
            Forks = 0,
            StargazersCount = repository.Stars,
            WatchersCount = repository.Stars,
            Watchers = repository.Stars,
            SubscribersCount = 0,
            NetworkCount = 0,
            Size = repository.SizeKilobytes,
            repository.DefaultBranch,
            OpenIssuesCount = 0,
            OpenIssues = 0,
            IsTemplate = false,
            repository.Topics,
            HasIssues = true,
            HasProjects = true,
            HasWiki = true,
            HasPages = false,
            HasDownloads = true,
            HasDiscussions = false,
            Archived = repository.IsArchived,
            Disabled = repository.IsDisabled,
            repository.Visibility,
            repository.PushedAt,
            repository.CreatedAt,
            repository.UpdatedAt,
            AllowForking = true,
            WebCommitSignoffRequired = false,
            Permissions = PermissionsOf(caller),
            repository.CustomProperties,
        };
    }

    private static object PermissionsOf(Caller caller) => new
    {
        Admin = caller.Token?.Permissions.Covers("administration", Access.Write) ?? false,
        Maintain = false,
        Push = caller.Token?.Permissions.Covers("contents", Access.Write) ?? false,
        Triage = caller.Token?.Permissions.Covers("issues", Access.Write) ?? false,
        Pull = true,
    };
}
