using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Pulls;

/// <summary>GitHub's forms of a pull request: the short one of lists, and the one with what has to be computed.</summary>
internal static class PullJson
{
    public static Dictionary<string, object?> Simple(RepositoryScope scope, PullRequest pull)
    {
        var (api, html) = ($"{scope.Urls.Api}/repos/{scope.Repository.FullName}", $"{scope.Urls.Root}/{scope.Repository.FullName}");
        var url = $"{api}/pulls/{pull.Number}";
        var issue = $"{api}/issues/{pull.Number}";
        return new Dictionary<string, object?>
        {
            ["url"] = url,
            ["id"] = pull.Id,
            ["node_id"] = NodeId(scope, pull),
            ["html_url"] = $"{html}/pull/{pull.Number}",
            ["diff_url"] = $"{html}/pull/{pull.Number}.diff",
            ["patch_url"] = $"{html}/pull/{pull.Number}.patch",
            ["issue_url"] = issue,
            ["number"] = pull.Number,
            ["state"] = pull.IsOpen ? "open" : "closed",
            ["locked"] = false,
            ["title"] = pull.Title,
            ["user"] = OwnerJson.Of(pull.Author, scope.Urls),
            ["body"] = pull.Body is "" ? null : pull.Body,
            ["created_at"] = pull.CreatedAt,
            ["updated_at"] = pull.UpdatedAt,
            ["closed_at"] = pull.ClosedAt,
            ["merged_at"] = pull.MergedAt,
            ["merge_commit_sha"] = pull.MergeCommitSha,
            ["assignee"] = pull.Assignees.FirstOrDefault() is { } first ? OwnerJson.Of(first, scope.Urls) : null,
            ["assignees"] = pull.Assignees.Select(person => OwnerJson.Of(person, scope.Urls)),
            ["requested_reviewers"] = pull.RequestedReviewers.Select(person => OwnerJson.Of(person, scope.Urls)),
            ["requested_teams"] = pull.RequestedTeams.Select(team => TeamJson.Of(scope.Repository.Owner, team, scope.Urls)),
            ["labels"] = pull.Labels.Select(label => LabelJson.Of(scope, scope.Repository.LabelNamed(label)!)),
            ["milestone"] = null,
            ["draft"] = pull.IsDraft,
            ["commits_url"] = $"{url}/commits",
            ["review_comments_url"] = $"{url}/comments",
            ["review_comment_url"] = $"{api}/pulls/comments{{/number}}",
            ["comments_url"] = $"{issue}/comments",
            ["statuses_url"] = $"{api}/statuses/{pull.HeadSha}",
            ["head"] = Side(scope, pull.Fork ?? scope.Repository, pull.HeadRef, pull.HeadSha),
            ["base"] = Side(scope, scope.Repository, pull.BaseRef, scope.Base(pull)?.Sha ?? pull.BaseSha),
            ["_links"] = new
            {
                Self = new { Href = url },
                Html = new { Href = $"{html}/pull/{pull.Number}" },
                Issue = new { Href = issue },
                Comments = new { Href = $"{issue}/comments" },
                ReviewComments = new { Href = $"{url}/comments" },
                ReviewComment = new { Href = $"{api}/pulls/comments{{/number}}" },
                Commits = new { Href = $"{url}/commits" },
                Statuses = new { Href = $"{api}/statuses/{pull.HeadSha}" },
            },
            ["author_association"] = pull.Author.Id == scope.Simulator.AppUser.Id ? "CONTRIBUTOR" : "MEMBER",
            ["auto_merge"] = pull.AutoMergeMethod is { } method
                ? new { EnabledBy = OwnerJson.Of(pull.Author, scope.Urls), MergeMethod = method, CommitTitle = pull.Title, CommitMessage = "" }
                : null,
            ["active_lock_reason"] = null,
        };
    }

    public static Dictionary<string, object?> Full(RepositoryScope scope, PullRequest pull)
    {
        var json = Simple(scope, pull);
        using var patch = scope.Patch(pull);
        json["merged"] = pull.MergedAt is not null;
        json["mergeable"] = scope.CanMerge(pull);
        json["rebaseable"] = scope.CanMerge(pull);
        json["mergeable_state"] = scope.MergeState(pull).ToLowerInvariant();
        json["merged_by"] = pull.MergedBy is { } merger ? OwnerJson.Of(merger, scope.Urls) : null;
        json["comments"] = pull.Comments.Count;
        json["review_comments"] = 0;
        json["maintainer_can_modify"] = false;
        json["commits"] = scope.Commits(pull).Count;
        json["additions"] = patch?.LinesAdded ?? 0;
        json["deletions"] = patch?.LinesDeleted ?? 0;
        json["changed_files"] = patch?.Count() ?? 0;
        return json;
    }

    public static object Review(RepositoryScope scope, PullRequest pull, Review review, bool lowerCase = false)
    {
        var html = $"{GitJson.Html(scope, $"pull/{pull.Number}")}#pullrequestreview-{review.Id}";
        var url = GitJson.Url(scope, $"pulls/{pull.Number}");
        return new
        {
            review.Id,
            NodeId = NodeIds.Of("PRR", $"{scope.Repository.Id}:{pull.Number}:{review.Id}"),
            User = OwnerJson.Of(review.Author, scope.Urls),
            review.Body,
            State = lowerCase ? review.State.ToLowerInvariant() : review.State,
            HtmlUrl = html,
            PullRequestUrl = url,
            AuthorAssociation = "MEMBER",
            _links = new { Html = new { Href = html }, PullRequest = new { Href = url } },
            review.SubmittedAt,
            CommitId = review.CommitSha,
        };
    }

    public static string NodeId(RepositoryScope scope, PullRequest pull) => NodeIds.Of("PR", $"{scope.Repository.Id}:{pull.Number}");

    private static object Side(RepositoryScope scope, Repository repository, string branch, string sha) => new
    {
        Label = $"{repository.Owner.Login}:{branch}",
        Ref = branch,
        Sha = sha,
        User = OwnerJson.Of(repository.Owner, scope.Urls),
        Repo = RepositoryJson.Of(repository, scope.Urls, scope.Caller),
    };
}
