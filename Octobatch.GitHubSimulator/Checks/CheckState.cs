namespace Octobatch.GitHubSimulator.Checks;

/// <summary>What all checks of a commit amount to.</summary>
internal static class CheckState
{
    private static readonly string[] WorstFirst = ["ERROR", "FAILURE", "PENDING"];

    /// <summary>The latest run of each check on a commit.</summary>
    public static IReadOnlyList<CheckRun> RunsOf(Repository repository, string sha) =>
        [.. repository.CheckRuns.Where(run => run.HeadSha == sha).GroupBy(run => run.Name).Select(runs => runs.Last())];

    /// <summary>The latest status of each context on a commit.</summary>
    public static IReadOnlyList<CommitStatus> StatusesOf(Repository repository, string sha) =>
        [.. repository.Statuses.Where(status => status.Sha == sha).GroupBy(status => status.Context).Select(statuses => statuses.Last())];

    /// <summary><c>SUCCESS</c>, <c>FAILURE</c>, <c>ERROR</c> or <c>PENDING</c>; null when there are no checks.</summary>
    public static string? RollupOf(Repository repository, string sha)
    {
        var states = RunsOf(repository, sha).Select(Of).Concat(StatusesOf(repository, sha).Select(status => status.State.ToUpperInvariant())).ToList();
        if (states.Count is 0)
            return null;
        return WorstFirst.FirstOrDefault(states.Contains) ?? "SUCCESS";
    }

    /// <summary>The required checks of a branch that have not passed on a commit.</summary>
    public static IEnumerable<string> Missing(Repository repository, IEnumerable<string> required, string sha)
    {
        var passed = RunsOf(repository, sha).Where(run => Of(run) is "SUCCESS").Select(run => run.Name)
            .Concat(StatusesOf(repository, sha).Where(status => status.State is "success").Select(status => status.Context))
            .ToHashSet();
        return required.Where(name => !passed.Contains(name));
    }

    private static string Of(CheckRun run) => run switch
    {
        { Status: not "completed" } => "PENDING",
        { Conclusion: "success" or "neutral" or "skipped" } => "SUCCESS",
        _ => "FAILURE",
    };
}
