using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>What of a webhook's payload says which pull request moved.</summary>
/// <param name="Sha">Of a commit status.</param>
/// <param name="Branches">That hold a commit with a status.</param>
internal sealed record WatchPayload(
    WatchRepository? Repository, WatchPull? PullRequest, WatchRun? CheckRun, WatchSuite? CheckSuite, string? Ref, string? Sha, IReadOnlyList<WatchBranch>? Branches,
    IReadOnlyList<WatchRepository>? RepositoriesAdded, IReadOnlyList<WatchRepository>? RepositoriesRemoved);

internal sealed record WatchRepository(long Id, string? DefaultBranch);

internal sealed record WatchPull(int Number, WatchEnd? Head);

internal sealed record WatchEnd(string? Ref);

/// <param name="PullRequests">Of the same repository alone, and often empty.</param>
internal sealed record WatchRun(string? HeadSha, WatchSuite? CheckSuite, IReadOnlyList<WatchPull>? PullRequests);

internal sealed record WatchSuite(string? HeadSha, string? HeadBranch, IReadOnlyList<WatchPull>? PullRequests);

internal sealed record WatchBranch(string? Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WatchPayload))]
internal sealed partial class WatchJson : JsonSerializerContext;
