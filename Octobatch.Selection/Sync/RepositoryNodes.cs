using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Selections.Sync;

/// <summary>Repositories by GraphQL, up to 100 a request: by their node ids, or those of an owner that moved last.</summary>
internal static class RepositoryNodes
{
    private const string Heads = "id defaultBranchRef { name target { oid } } languages(first: 20) { nodes { name } }";

    private const string Fields =
        Heads + """
         databaseId name owner { login } visibility isArchived isFork isTemplate isDisabled primaryLanguage { name }
        repositoryTopics(first: 100) { nodes { topic { name } } } diskUsage stargazerCount pushedAt updatedAt
        """;

    /// <summary>The head and the languages of each; null for what is not there, in the order of the ids.</summary>
    public static Task<GitHubResult<IReadOnlyList<JsonElement?>>> HeadsAsync(
        this GitHubInstallation github, IReadOnlyList<string> nodeIds, CancellationToken cancellation) =>
        github.ReadNodesAsync(nodeIds, Heads, cancellation);

    /// <summary>All that GraphQL tells of each; null for what is not there, in the order of the ids.</summary>
    public static Task<GitHubResult<IReadOnlyList<JsonElement?>>> DetailsAsync(
        this GitHubInstallation github, IReadOnlyList<string> nodeIds, CancellationToken cancellation) =>
        github.ReadNodesAsync(nodeIds, Fields, cancellation);

    /// <summary>The owner's 100 repositories that were pushed to last, and the 100 whose settings changed last, each once.</summary>
    public static async Task<GitHubResult<IReadOnlyList<JsonElement>>> LatestAsync(
        this GitHubInstallation github, string owner, CancellationToken cancellation)
    {
        const string query =
            $$"""
            query($owner: String!) { repositoryOwner(login: $owner) {
              pushed: repositories(first: 100, ownerAffiliations: [OWNER], orderBy: { field: PUSHED_AT, direction: DESC }) { nodes { {{Fields}} } }
              updated: repositories(first: 100, ownerAffiliations: [OWNER], orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { {{Fields}} } }
            } }
            """;
        var answer = await github.QueryAsync(query, new JsonObject { ["owner"] = owner }, cancellation);
        return answer.Then<IReadOnlyList<JsonElement>>(found =>
            found.Data.GetProperty("repositoryOwner") is { ValueKind: JsonValueKind.Object } lists
                ? new List<JsonElement>(lists.EnumerateObject()
                    .SelectMany(list => list.Value.GetProperty("nodes").EnumerateArray())
                    .Where(node => node.ValueKind == JsonValueKind.Object)
                    .DistinctBy(node => node.GetProperty("databaseId").GetInt64()))
                : new GitHubError(GitHubErrorKind.NotFound, $"GitHub knows no owner {owner}."));
    }
}
