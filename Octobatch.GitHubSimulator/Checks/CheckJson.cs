using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Checks;

/// <summary>GitHub's forms of checks and statuses.</summary>
internal static class CheckJson
{
    public static object Run(RepositoryScope scope, CheckRun run)
    {
        var url = GitJson.Url(scope, $"check-runs/{run.Id}");
        return new
        {
            run.Id,
            run.Name,
            NodeId = NodeIds.Of("CR", $"{scope.Repository.Id}:{run.Id}"),
            run.HeadSha,
            run.ExternalId,
            Url = url,
            HtmlUrl = GitJson.Html(scope, $"runs/{run.Id}"),
            DetailsUrl = run.DetailsUrl ?? scope.Urls.Root,
            run.Status,
            run.Conclusion,
            run.StartedAt,
            run.CompletedAt,
            Output = new { run.Title, run.Summary, Text = (string?)null, AnnotationsCount = 0, AnnotationsUrl = $"{url}/annotations" },
            CheckSuite = new { Id = SuiteId(run) },
            App = (object?)null,
            PullRequests = Array.Empty<object>(),
        };
    }

    /// <summary>All runs of a commit together.</summary>
    public static object Suite(RepositoryScope scope, CheckRun run)
    {
        var rollup = CheckState.RollupOf(scope.Repository, run.HeadSha);
        return new
        {
            Id = SuiteId(run),
            NodeId = NodeIds.Of("CS", $"{scope.Repository.Id}:{run.HeadSha}"),
            HeadBranch = scope.Repository.Pulls.FirstOrDefault(pull => pull.HeadSha == run.HeadSha)?.HeadRef,
            run.HeadSha,
            Status = "completed",
            Conclusion = rollup is "SUCCESS" ? "success" : "failure",
            PullRequests = Array.Empty<object>(),
        };
    }

    public static object Status(RepositoryScope scope, CommitStatus status) => new
    {
        Url = GitJson.Url(scope, $"statuses/{status.Sha}"),
        AvatarUrl = $"{scope.Urls.Root}/avatars/{status.Creator.Id}",
        status.Id,
        NodeId = NodeIds.Of("SC", $"{scope.Repository.Id}:{status.Id}"),
        status.State,
        status.Description,
        status.TargetUrl,
        status.Context,
        status.CreatedAt,
        UpdatedAt = status.CreatedAt,
        Creator = OwnerJson.Of(status.Creator, scope.Urls),
    };

    private static long SuiteId(CheckRun run) => 1_000_000 + (Convert.ToInt64(run.HeadSha[..7], 16) % 1_000_000_000);
}
