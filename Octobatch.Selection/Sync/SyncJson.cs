using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Selections.Sync;

/// <summary>A page of <c>GET /installation/repositories</c>.</summary>
internal sealed record CoveredPage(int TotalCount, IReadOnlyList<CoveredRepository> Repositories);

/// <summary>A repository as that page has it.</summary>
/// <param name="Visibility">Missing on old servers, which only say whether it is private.</param>
/// <param name="CustomProperties">Of organisations' repositories: a string, a list of strings, or null for each.</param>
/// <param name="Size">In kilobytes.</param>
internal sealed record CoveredRepository(
    long Id, string NodeId, string Name, CoveredOwner Owner, string? DefaultBranch, string? Visibility, bool Private, bool Archived, bool Fork,
    bool? IsTemplate, bool? Disabled, string? Language, IReadOnlyList<string>? Topics, IReadOnlyDictionary<string, JsonElement>? CustomProperties,
    long Size, long StargazersCount, DateTimeOffset? PushedAt, DateTimeOffset? UpdatedAt);

internal sealed record CoveredOwner(string Login);

/// <summary>An installation as <c>GET /app/installations</c> has it.</summary>
internal sealed record AppInstallation(
    long Id, AppAccount Account, string RepositorySelection, IReadOnlyDictionary<string, string> Permissions, DateTimeOffset? SuspendedAt);

internal sealed record AppAccount(long Id, string Login, string Type);

/// <summary>What of a webhook's payload says where to look.</summary>
internal sealed record Payload(
    string? Action, PayloadInstallation? Installation, PayloadRepository? Repository, string? Ref,
    IReadOnlyList<PayloadRepository>? RepositoriesAdded, IReadOnlyList<PayloadRepository>? RepositoriesRemoved);

internal sealed record PayloadInstallation(long Id);

internal sealed record PayloadRepository(long Id, string? NodeId);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CoveredPage))]
[JsonSerializable(typeof(List<AppInstallation>))]
[JsonSerializable(typeof(Payload))]
internal sealed partial class SyncJson : JsonSerializerContext;
