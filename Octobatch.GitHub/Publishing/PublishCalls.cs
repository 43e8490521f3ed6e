using System.Text.Json.Nodes;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Publishing;

/// <summary>
/// A change becomes a pull request. Look before (<see cref="Pulls.PullStateCalls.ReadBranchesAsync"/>), and look again after
/// <see cref="GitHubErrorKind.Unknown"/>: it may all have happened.
/// </summary>
public static class PublishCalls
{
    private const int Mutations = 3;

    /// <summary>What a slot for <see cref="PublishAsync"/> is taken for.</summary>
    public static RequestCost Cost(ContentRule rule) => RequestCost.Write(GitHubResource.GraphQL, Mutations, Creates.Content.Units(rule, Mutations, 1));

    /// <summary>Branch, commit and pull request in one document: one request, one content unit unless the settings count mutations.</summary>
    public static async Task<GitHubResult<Published>> PublishAsync(
        this GitHubInstallation github, RepositoryName repository, NewPublication publication, WriteSlot? slot, CancellationToken cancellation)
    {
        var result = await github.MutateAsync(
            PublishDocument.All, PublishDocument.Variables(repository, publication), Mutations, Creates.Content, slot, cancellation);
        return result.Map(PublishDocument.Read);
    }

    /// <summary>A verified commit on a branch that exists.</summary>
    /// <returns>The commit's id.</returns>
    public static Task<GitHubResult<string>> CommitOnBranchAsync(
        this GitHubInstallation github, RepositoryName repository, NewCommitOnBranch commit, WriteSlot? slot, CancellationToken cancellation) =>
        OneAsync(
            github, PublishDocument.CommitOnly, new() { ["commit"] = PublishDocument.Commit(repository, commit) }, Creates.Git, slot,
            answer => PublishDocument.Part(answer, "commit", "commit")?.GetProperty("oid").GetString(), cancellation);

    /// <summary>Lets GitHub merge the pull request itself once its checks and reviews pass.</summary>
    /// <param name="pullId">The pull request's name in GraphQL.</param>
    /// <param name="method"><c>MERGE</c>, <c>SQUASH</c> or <c>REBASE</c>.</param>
    public static Task<GitHubResult<string>> EnableAutoMergeAsync(
        this GitHubInstallation github, string pullId, string method, CancellationToken cancellation) =>
        OneAsync(
            github,
            "mutation($auto: EnablePullRequestAutoMergeInput!) { auto: enablePullRequestAutoMerge(input: $auto) { pullRequest { id } } }",
            new() { ["auto"] = new JsonObject { ["pullRequestId"] = pullId, ["mergeMethod"] = method } }, Creates.Nothing, null,
            answer => PublishDocument.Part(answer, "auto", "pullRequest")?.GetProperty("id").GetString(), cancellation);

    private static async Task<GitHubResult<string>> OneAsync(
        GitHubInstallation github, string document, JsonObject variables, Creates creates, WriteSlot? slot, Func<GraphQLAnswer, string?> read,
        CancellationToken cancellation)
    {
        var result = await github.MutateAsync(document, variables, 1, creates, slot, cancellation);
        return result.Then<string>(answer => read(answer) is { } value
            ? value
            : answer.Stopped);
    }
}
