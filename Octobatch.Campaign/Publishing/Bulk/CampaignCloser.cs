using System.Text.Json;
using Npgsql;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>
/// Closes campaigns: the active run is cancelled, and what is not published is not any more. Pull requests that are open stay as people have
/// them and are only watched, or are closed, as asked.
/// </summary>
internal sealed class CampaignCloser(NpgsqlDataSource postgres, BulkWriter bulk, RunControl runs, AuditLog audit, TimeProvider time)
{
    /// <summary>One that is closed stays so; its pull requests can still be closed.</summary>
    /// <returns>The campaign as it is now; null when there is none.</returns>
    public async Task<CampaignRow?> CloseAsync(string name, bool pullRequests, Caller by, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await CampaignWriter.LockAsync(connection, name, cancellation) is not { } campaign)
            return null;
        if (campaign.State == "open")
            campaign = await EndAsync(connection, campaign, pullRequests, by, cancellation);
        if (pullRequests)
            await bulk.AskAsync(connection, name, BulkAction.Close, BulkChoice.OnGitHub, by, cancellation);
        await RunChannel.NotifyAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return campaign;
    }

    private async Task<CampaignRow> EndAsync(NpgsqlConnection connection, CampaignRow campaign, bool pullRequests, Caller by, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await ExecuteAsync(connection, "update campaigns set closed_at = $2, closed_by = $3 where name = $1", cancellation, campaign.Name, now.UtcDateTime, by.Subject);
        await audit.WriteAsync(
            connection,
            new AuditEntry(by.Subject, "campaign.closed", $"campaign:{campaign.Name}")
            {
                Campaign = campaign.Name,
                CorrelationId = by.CorrelationId,
                Details = JsonSerializer.Serialize(new { pull_requests = pullRequests ? CloseRequest.Close : CloseRequest.Stay }),
            },
            cancellation);
        await runs.CancelActiveAsync(connection, campaign.Name, by, cancellation);
        // What is about to be opened right now is not, or is closed again.
        await ExecuteAsync(
            connection,
            """
            with ended as (
                update changesets set state = 'cancelled', due = null, reason_code = $4, reason = $5, retryable = false, updated_at = $2
                where campaign = $1 and state = 'ready' returning repository_id
            ), begun as materialized (
                select repository_id from changesets
                where campaign = $1 and state = 'publishing' and pull_number is null and replaces is null and not $6
                order by repository_id for update
            ), stopped as (
                update changesets c set asked = 'close', asked_by = $3 from begun where c.campaign = $1 and c.repository_id = begun.repository_id
            )
            insert into changeset_events (campaign, repository_id, at, event, state, by, detail)
            select $1, repository_id, $2, 'cancelled', 'cancelled', $3, $5 from ended
            """, cancellation, campaign.Name, now.UtcDateTime, by.Subject, Why.CampaignClosed.Code, Why.CampaignClosed.Words, pullRequests);
        return campaign with { State = "closed", ClosedAt = now, ClosedBy = by.Subject };
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
