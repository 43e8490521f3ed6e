using System.Text.Json;

namespace Octobatch.Cli.Api;

/// <summary>One page of a list, its items as they came.</summary>
internal sealed record RawPage(IReadOnlyList<JsonElement> Items, string? Next);

internal sealed record ListedRepository(
    string Repository, string DefaultBranch, string Visibility, bool Archived, bool Fork, string? Language, IReadOnlyList<string> Topics, DateTimeOffset? PushedAt);

internal sealed record ApiKey(string Id, string Name, string Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? LastUsedAt);

internal sealed record NewKey(string Name, string Role);

internal sealed record CreatedKey(string Id, string Name, string Role, string Key);

/// <summary>What is shown of a key that was revoked; the API itself answers without a body.</summary>
internal sealed record RevokedKey(string Revoked);

/// <summary>What <c>octobatch login --json</c> shows.</summary>
/// <param name="File">Where the address and the key are kept.</param>
internal sealed record SignedIn(string Url, string File);

internal sealed record InstallationToken(string Token, DateTimeOffset ExpiresAt, IReadOnlyDictionary<string, string> Permissions, string RepositorySelection);

/// <summary>What a token may do, where that is less than everything.</summary>
internal sealed record TokenScope(IReadOnlyList<long>? RepositoryIds, IReadOnlyDictionary<string, string>? Permissions);

/// <summary>What happened in a campaign: how it stands now.</summary>
internal sealed record Progress(Run? Run, IReadOnlyDictionary<string, long>? Changesets);

internal sealed record PageOf<T>(IReadOnlyList<T> Items, string? Next);

/// <param name="Kind"><c>preview</c> or <c>publish</c>.</param>
internal sealed record NewRun(string Kind)
{
    public int? Preview { get; init; }

    public IReadOnlyList<string>? Repositories { get; init; }
}

internal sealed record StartedRun(int Number);

internal sealed record SpecVersion([property: System.Text.Json.Serialization.JsonPropertyName("spec_version")] int Version);

/// <param name="Count">How many changesets will be worked on.</param>
/// <param name="Why">Why not the others; null: they are all.</param>
internal sealed record Accepted([property: System.Text.Json.Serialization.JsonPropertyName("accepted")] long Count, string? Why);

/// <param name="PullRequests"><c>stay</c> or <c>close</c>: what becomes of open ones; null: they stay.</param>
internal sealed record CloseCampaign(string? PullRequests);

/// <summary>A repository that a run considered.</summary>
internal sealed record Target(string Repository, bool Included, string Reason, string ReasonCode, string? State);

/// <summary>One repository's change in a campaign.</summary>
internal sealed record Changeset(
    string Repository, string State, string? Reason, string? Checks, string? Review, long Files, long Additions, long Deletions, string? PatchHash, PullRequest? PullRequest, Waiting? Waiting);

/// <summary>Why nothing happens to it for now.</summary>
internal sealed record Waiting(string Reason, DateTimeOffset? Until);

internal sealed record PullRequest(int Number, string Url);

/// <summary>Identical patches of many repositories.</summary>
internal sealed record DiffGroup(string PatchHash, long Count, IReadOnlyList<string> RepositoriesSample, long Files, long Additions, long Deletions);
