using System.Text.Json;
using Octobatch.Gateway.Web.Api;

namespace Octobatch.Gateway.Web.Settings;

/// <param name="KillSwitch">Null where the API has none.</param>
public sealed record SettingsPage(
    IReadOnlyList<ServiceState> Services, ApiAnswer<ApiPage<InstallationItem>> Installations, ApiAnswer<ApiPage<InventoryItem>> Inventory, KillSwitch? KillSwitch,
    string? After);

/// <summary>An item of <c>GET /api/installations</c>.</summary>
/// <param name="Budgets">What GitHub allows and what is left of it; absent where the API does not tell.</param>
public sealed record InstallationItem(
    long Id, string Account, string AccountType, string RepositorySelection, DateTimeOffset? SuspendedAt, IReadOnlyList<string> MissingPermissions, JsonElement Budgets);

/// <summary>An item of <c>GET /api/inventory</c>.</summary>
public sealed record InventoryItem(long InstallationId, string Account, string State, int Repositories, DateTimeOffset? FinishedAt, string? Error);

/// <param name="On">Nothing is written to GitHub while it is on.</param>
public sealed record KillSwitch(bool On);

/// <summary>What a service says of itself at <c>/healthz</c>.</summary>
/// <param name="Problems">In words; empty when it is healthy.</param>
/// <param name="Checks">Names of its dependencies, and whether each is healthy.</param>
public sealed record ServiceState(string Service, bool Healthy, IReadOnlyList<string> Problems, IReadOnlyList<CheckState> Checks);

/// <param name="LatencyMs">Milliseconds that the check took.</param>
public sealed record CheckState(string Name, bool Healthy, double LatencyMs, string? Detail);
