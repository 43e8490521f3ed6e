using System.Text.Json;

namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>What a webhook says has moved: a pull request, a branch, a commit, or (with none of them) a whole repository.</summary>
/// <param name="Repository">GitHub's id.</param>
internal readonly record struct Hint(long Repository, int? Pull = null, string? Branch = null, string? Commit = null)
{
    private const string Branches = "refs/heads/";

    /// <summary>Nothing for events that concern no pull request of ours, and for what cannot be read: a look finds the truth in any case.</summary>
    public static IReadOnlyList<Hint> Of(string name, ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, WatchJson.Default.WatchPayload) is { } read ? [.. Of(name, read)] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<Hint> Of(string name, WatchPayload payload) => (name, payload) switch
    {
        ("installation_repositories", _) =>
            (payload.RepositoriesAdded ?? []).Concat(payload.RepositoriesRemoved ?? []).Select(repository => new Hint(repository.Id)),
        ("pull_request" or "pull_request_review", { Repository: { } repository, PullRequest: { } pull }) =>
            [new(repository.Id, Pull: pull.Number), .. pull.Head?.Ref is { } branch ? (Hint[])[new(repository.Id, Branch: branch)] : []],
        ("check_run", { Repository: { } repository, CheckRun: { } run }) => Checked(repository.Id, run.HeadSha, run.CheckSuite?.HeadBranch, run.PullRequests),
        ("check_suite", { Repository: { } repository, CheckSuite: { } suite }) => Checked(repository.Id, suite.HeadSha, suite.HeadBranch, suite.PullRequests),
        ("status", { Repository: { } repository, Sha: { } commit }) =>
            [new(repository.Id, Commit: commit), .. (payload.Branches ?? []).Select(branch => new Hint(repository.Id, Branch: branch.Name))],
        // A base that moves on may make any pull request conflict with it.
        ("push", { Repository: { } repository, Ref: { } @ref }) when @ref.StartsWith(Branches, StringComparison.Ordinal) =>
            [@ref[Branches.Length..] is var branch && branch == repository.DefaultBranch ? new(repository.Id) : new(repository.Id, Branch: branch)],
        ("repository", { Repository: { } repository }) => [new(repository.Id)],
        _ => [],
    };

    private static IEnumerable<Hint> Checked(long repository, string? commit, string? branch, IReadOnlyList<WatchPull>? pulls)
    {
        if (commit is not null)
            yield return new(repository, Commit: commit);
        if (branch is not null)
            yield return new(repository, Branch: branch);
        foreach (var pull in pulls ?? [])
            yield return new(repository, Pull: pull.Number);
    }
}
