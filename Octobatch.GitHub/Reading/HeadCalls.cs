using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;

namespace Octobatch.GitHub.Reading;

/// <summary>The heads of many repositories, 100 a request.</summary>
public static class HeadCalls
{
    private const string Fragments = " fragment R on Repository { id nameWithOwner isArchived defaultBranchRef { name target { oid } } }";

    /// <param name="nodeIds">The repositories' names in GraphQL, which stay through renames.</param>
    /// <returns>One result for each, in order. An error that concerns all ends the sequence after it.</returns>
    public static IAsyncEnumerable<GitHubResult<RepositoryHead>> ReadHeadsAsync(
        this GitHubInstallation github, IReadOnlyList<string> nodeIds, CancellationToken cancellation) =>
        github.Sizes.Heads.AskAsync(github, nodeIds, Ask, Fragments, (_, part) => Read(part), cancellation);

    private static void Ask(StringBuilder text, string nodeId) => text.Append("node(id: ").Literal(nodeId).Append(") { ...R }");

    // A node that is no repository has none of the fields.
    private static GitHubResult<RepositoryHead> Read(JsonElement part) => part.TryGetProperty("nameWithOwner", out _)
        ? RepositoryHead.Read(part)
        : new GitHubError(GitHubErrorKind.NotFound, "GitHub has no repository of that id, or shows it to nobody.");
}

/// <summary>Which repository it is, and the commit that its default branch is at.</summary>
/// <param name="Id">Its name in GraphQL.</param>
/// <param name="FullName">As it is called now: after a rename another than was asked for.</param>
/// <param name="DefaultBranch">Null when the repository is empty.</param>
/// <param name="Commit">Null when the repository is empty.</param>
public sealed record RepositoryHead(string Id, string FullName, string? DefaultBranch, string? Commit, bool Archived)
{
    internal static RepositoryHead Read(JsonElement repository)
    {
        var branch = repository.GetProperty("defaultBranchRef");
        var hasHead = branch.ValueKind == JsonValueKind.Object;
        return new(
            repository.GetProperty("id").GetString()!, repository.GetProperty("nameWithOwner").GetString()!,
            hasHead ? branch.GetProperty("name").GetString() : null,
            hasHead ? branch.GetProperty("target").GetProperty("oid").GetString() : null,
            repository.GetProperty("isArchived").GetBoolean());
    }
}
