using LibGit2Sharp;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;

namespace Octobatch.GitHubSimulator.People;

/// <summary>What stands in repositories, for tests that compare it with what a client believes. Costs no request.</summary>
public sealed class Views(Simulator simulator)
{
    /// <summary>A repository's pull requests, oldest first; none when there is no such repository.</summary>
    public IReadOnlyList<PullView> PullsOf(string repository) => Of(repository, found =>
        found.Pulls.ConvertAll(pull => new PullView(pull.Number, pull.State, pull.HeadRef, pull.HeadSha, CheckState.RollupOf(found, pull.HeadSha)))) ?? [];

    /// <summary>A repository's branches and their commits.</summary>
    public IReadOnlyDictionary<string, string> BranchesOf(string repository) => Of(repository, found =>
        simulator.Git.Open(found).Refs.Where(reference => reference.IsLocalBranch)
            .ToDictionary(reference => reference.CanonicalName["refs/heads/".Length..], reference => reference.TargetIdentifier))
        ?? [];

    /// <summary>Whether a commit is among those that a branch leads to.</summary>
    public bool Has(string repository, string branch, string commit) => Of(repository, found =>
    {
        var git = simulator.Git.Open(found);
        return git.Branch(branch) is { } head && git.Lookup<Commit>(commit) is { } wanted && git.ObjectDatabase.FindMergeBase(head, wanted)?.Sha == commit;
    });

    private T? Of<T>(string repository, Func<Repository, T> read)
    {
        if (!simulator.Repositories.TryFind(repository, out var found))
            return default;
        lock (found.Gate)
            return read(found);
    }
}

/// <param name="State"><c>OPEN</c>, <c>CLOSED</c> or <c>MERGED</c>.</param>
/// <param name="Checks"><c>SUCCESS</c>, <c>PENDING</c>, <c>FAILURE</c> or <c>ERROR</c>; null: there are none.</param>
public sealed record PullView(int Number, string State, string HeadRef, string HeadSha, string? Checks);
