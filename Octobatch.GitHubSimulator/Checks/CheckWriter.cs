using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Pulls;

namespace Octobatch.GitHubSimulator.Checks;

/// <summary>Everything that changes checks and statuses.</summary>
internal static class CheckWriter
{
    public static CheckRun Start(RepositoryScope scope, string name, string sha)
    {
        var run = new CheckRun { Id = scope.Simulator.NextId(), Name = name, HeadSha = sha, StartedAt = scope.Now };
        scope.Repository.CheckRuns.Add(run);
        Raise(scope, run, "created");
        return run;
    }

    public static void Finish(RepositoryScope scope, CheckRun run, string conclusion)
    {
        (run.Status, run.Conclusion, run.CompletedAt) = ("completed", conclusion, scope.Now);
        Raise(scope, run, "completed");
        Settle(scope, run.HeadSha);
    }

    public static CommitStatus Say(RepositoryScope scope, string sha, string context, string state, string? description, string? target)
    {
        var status = new CommitStatus(scope.Simulator.NextId(), sha, context, state, description, target, scope.Actor, scope.Now);
        scope.Repository.Statuses.Add(status);
        scope.Simulator.Webhooks.Raise(scope, "status", null, () => new
        {
            status.Id,
            status.Sha,
            Name = scope.Repository.FullName,
            status.TargetUrl,
            status.Context,
            status.Description,
            status.State,
            status.CreatedAt,
            UpdatedAt = status.CreatedAt,
            Branches = Array.Empty<object>(),
        });
        Settle(scope, sha);
        return status;
    }

    /// <summary>A commit whose checks changed may be what an auto-merge waits for.</summary>
    private static void Settle(RepositoryScope scope, string sha)
    {
        foreach (var pull in scope.Repository.Pulls.Where(pull => pull.IsOpen && pull.HeadSha == sha).ToList())
            PullWriter.MergeWhenReady(scope, pull);
    }

    private static void Raise(RepositoryScope scope, CheckRun run, string action)
    {
        scope.Simulator.Webhooks.Raise(scope, "check_run", action, () => new { Action = action, CheckRun = CheckJson.Run(scope, run) });
        if (action is "completed" && CheckState.RunsOf(scope.Repository, run.HeadSha).All(each => each.Status is "completed"))
            scope.Simulator.Webhooks.Raise(scope, "check_suite", action, () => new { Action = action, CheckSuite = CheckJson.Suite(scope, run) });
    }
}
