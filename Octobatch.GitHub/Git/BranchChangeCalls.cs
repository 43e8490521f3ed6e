using System.Text.Json.Nodes;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Git;

/// <summary>Moving and deleting the branches of many repositories at once.</summary>
public static class BranchChangeCalls
{
    private const string None = "0000000000000000000000000000000000000000";

    // updateRefs instead of updateRef and deleteRef: it alone says where a branch must be, so that nobody's commit is lost between look and write.
    private static readonly Mutation<BranchChange, Done> Change = new(
        "updateRefs", [], "clientMutationId", Creates.Git,
        change => new()
        {
            ["repositoryId"] = change.RepositoryId,
            ["refUpdates"] = new JsonArray(new JsonObject
            {
                ["name"] = $"refs/heads/{change.Branch}",
                ["beforeOid"] = change.From ?? None,
                ["afterOid"] = change.To ?? None,
                ["force"] = change.Force,
            }),
        },
        _ => default);

    /// <summary>
    /// 20 a document unless set otherwise; one result each, in order, as with <see cref="Pulls.PullChangeCalls"/>. A conflict: the branch is
    /// not where it was believed to be.
    /// </summary>
    public static IAsyncEnumerable<GitHubResult<Done>> ChangeBranchesAsync(
        this GitHubInstallation github, IReadOnlyList<BranchChange> branches, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, Change, branches, slot, cancellation);
}
