using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Repositories;

/// <summary>The head of a repository's default branch.</summary>
/// <param name="FullName">As it is called now.</param>
/// <param name="DefaultBranch">Null when the repository is empty.</param>
/// <param name="Head">The default branch's commit; null when the repository is empty.</param>
public sealed record RepositoryHead(string Id, string FullName, bool Archived, string? DefaultBranch, string? Head);

/// <summary>Repositories by their names in GraphQL, which survive renames and transfers.</summary>
public static class NodeCalls
{
    /// <summary>GitHub takes at most 100 nodes at once: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api</summary>
    public const int MostNodes = 100;

    private const string HeadFields = "id nameWithOwner isArchived defaultBranchRef { name target { oid } }";

    /// <summary>The heads of any number of repositories, 100 a request; null for what is not there, in the order of the ids.</summary>
    public static async Task<GitHubResult<IReadOnlyList<RepositoryHead?>>> ReadHeadsAsync(
        this GitHubInstallation github, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var heads = new List<RepositoryHead?>(ids.Count);
        foreach (var part in ids.Chunk(MostNodes))
        {
            var nodes = await github.ReadNodesAsync(part, HeadFields, cancellation);
            if (!nodes.Ok)
                return nodes.Error;
            heads.AddRange(nodes.Value.Select(node => node is { } found ? Head(found) : null));
        }

        return heads;
    }

    /// <summary>Fields of at most 100 repositories; null for what is not there, in the order of the ids.</summary>
    public static async Task<GitHubResult<IReadOnlyList<JsonElement?>>> ReadNodesAsync(
        this GitHubInstallation github, IReadOnlyList<string> ids, string fields, CancellationToken cancellation)
    {
        var wanted = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]);
        var query = $"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Repository {{ {fields} }} }} }}";
        var answer = await github.QueryAsync(query, new JsonObject { ["ids"] = wanted }, cancellation);
        return answer.Map<IReadOnlyList<JsonElement?>>(found => [.. found.Data.GetProperty("nodes").EnumerateArray()
            .Select(node => node.ValueKind == JsonValueKind.Object ? node : (JsonElement?)null)]);
    }

    private static RepositoryHead Head(JsonElement node)
    {
        var branch = node.GetProperty("defaultBranchRef") is { ValueKind: JsonValueKind.Object } found ? found : (JsonElement?)null;
        return new(
            node.GetProperty("id").GetString()!, node.GetProperty("nameWithOwner").GetString()!, node.GetProperty("isArchived").GetBoolean(),
            branch?.GetProperty("name").GetString(),
            branch?.GetProperty("target") is { ValueKind: JsonValueKind.Object } target ? target.GetProperty("oid").GetString() : null);
    }
}
