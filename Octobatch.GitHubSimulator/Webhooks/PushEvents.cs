using LibGit2Sharp;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Webhooks;

/// <summary>The webhook of a push.</summary>
internal static class PushEvents
{
    private const string Nothing = "0000000000000000000000000000000000000000";

    public static void RaisePush(this WebhookDeliveries webhooks, RepositoryScope scope, string name, string? before, string? after) =>
        webhooks.Raise(scope, "push", null, () =>
        {
            var (old, now) = (scope.Git.FindExact<Commit>(before), scope.Git.FindExact<Commit>(after));
            var commits = now is null ? [] : scope.Git.Since(now, old ?? scope.Git.Branch(scope.Repository.DefaultBranch)).Take(20).Reverse().ToList();
            return new
            {
                Ref = name,
                Before = before ?? Nothing,
                After = after ?? Nothing,
                Created = before is null,
                Deleted = after is null,
                Forced = old is not null && now is not null && scope.Git.ObjectDatabase.FindMergeBase(old, now)?.Id != old.Id,
                BaseRef = (string?)null,
                Compare = $"{scope.Urls.Root}/{scope.Repository.FullName}/compare/{before ?? Nothing}...{after ?? Nothing}",
                Commits = commits.Select(commit => View(scope, commit)),
                HeadCommit = now is null ? null : View(scope, now),
                Pusher = new { Name = scope.Actor.Login, Email = $"{scope.Actor.Login}@users.noreply.github.com" },
            };
        });

    private static object View(RepositoryScope scope, Commit commit)
    {
        using var changes = scope.Git.Diff.Compare<TreeChanges>(commit.Parents.FirstOrDefault()?.Tree, commit.Tree);
        return new
        {
            Id = commit.Sha,
            TreeId = commit.Tree.Sha,
            Distinct = true,
            Message = commit.Message.TrimEnd('\n'),
            Timestamp = commit.Committer.When,
            Url = GitJson.Html(scope, $"commit/{commit.Sha}"),
            Author = new { commit.Author.Name, commit.Author.Email, Username = commit.Author.Name },
            Committer = new { commit.Committer.Name, commit.Committer.Email, Username = commit.Committer.Name },
            Added = changes.Added.Select(change => change.Path),
            Removed = changes.Deleted.Select(change => change.Path),
            Modified = changes.Modified.Select(change => change.Path),
        };
    }
}
