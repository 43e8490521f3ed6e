using System.Net.Http.Json;
using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;
using Polly;

namespace Octobatch.Selections.Sync;

/// <summary>Brings the table of installations up to date, through the token service, which alone can ask for them.</summary>
internal sealed class InstallationList(IHttpClientFactory clients, InventoryWriter inventory, NpgsqlDataSource postgres, TimeProvider time)
{
    private const int PageSize = 100;

    public async Task<(SyncOutcome Outcome, int Requests)> SyncAsync(CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var requests = 0;
        try
        {
            using var client = clients.CreateClient(OctobatchService.Token.Name);
            for (var (page, more) = (1, true); more; page++)
            {
                using var response = await client.GetAsync($"app/installations?per_page={PageSize}&page={page}", cancellation);
                requests++;
                if (!response.IsSuccessStatusCode)
                    return (new($"The token service answered {(int)response.StatusCode} when asked for the installations.", time.GetUtcNow() + response.Headers.RetryAfter?.Delta), requests);
                var listed = await response.Content.ReadFromJsonAsync(SyncJson.Default.ListAppInstallation, cancellation) ?? [];
                await inventory.WriteAsync([.. listed.Select(Of)], cancellation);
                more = listed.Count == PageSize;
            }
        }
        catch (Exception e) when (e is HttpRequestException or ExecutionRejectedException or DependencyNotConfiguredException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return (new($"The token service cannot be reached: {e.GetBaseException().Message}"), requests);
        }

        await SettleAsync(started.UtcDateTime, cancellation);
        return (new(), requests);
    }

    /// <summary>Each installation has its row of syncs; what was not listed is uninstalled, and its repositories are out of sight.</summary>
    private async Task SettleAsync(DateTime started, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            with gone as (
                update installations set removed_at = $2 where removed_at is null and seen_at < $1 returning id
            ), removed as (
                update repositories set removed_at = $2 where removed_at is null and installation_id in (select id from gone)
            )
            insert into syncs (installation_id, due, full_due)
            select id, $2, $2 from installations where removed_at is null
            on conflict (installation_id) do nothing
            """);
        command.Parameters.Add(new() { Value = started });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static Installation Of(AppInstallation listed) => new(listed.Id, listed.Account.Login, listed.Account.Id)
    {
        AccountType = listed.Account.Type,
        RepositorySelection = listed.RepositorySelection,
        Permissions = listed.Permissions,
        SuspendedAt = listed.SuspendedAt,
    };
}
