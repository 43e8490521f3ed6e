using Npgsql;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Pauses, resumes and cancels runs, of every kind. What has begun comes to its end; nothing more is begun.</summary>
public sealed class RunControl(NpgsqlDataSource postgres, AuditLog audit, TimeProvider time)
{
    private const string Cancel = "update runs set state = 'cancelled', finished_at = $2, due = $2, lease = lease + 1";

    /// <summary>Nothing is begun until it is resumed. One that is paused stays so.</summary>
    public Task<RunControlOutcome> PauseAsync(string campaign, int number, Caller by, CancellationToken cancellation) => ChangeAsync(
        campaign, number, by, "run.paused", [RunStates.Queued, RunStates.Running], RunStates.Paused,
        "update runs set state = 'paused' where campaign = $1 and number = $3 and $2::timestamptz is not null", cancellation);

    /// <summary>Goes on where it was paused. One that is at work stays so.</summary>
    public Task<RunControlOutcome> ResumeAsync(string campaign, int number, Caller by, CancellationToken cancellation) => ChangeAsync(
        campaign, number, by, "run.resumed", [RunStates.Paused], RunStates.Running,
        """
        update runs set state = case when started_at is null then 'queued' else 'running' end,
            due = $2, rate_from = case when resolved_at is not null then $2 end, rate_base = no_change + ready + failed
        where campaign = $1 and number = $3
        """, cancellation);

    /// <summary>Ends it for good; what it has found so far stays. One that is cancelled stays so.</summary>
    public Task<RunControlOutcome> CancelAsync(string campaign, int number, Caller by, CancellationToken cancellation) => ChangeAsync(
        campaign, number, by, "run.cancelled", [RunStates.Queued, RunStates.Running, RunStates.Paused], RunStates.Cancelled,
        $"{Cancel} where campaign = $1 and number = $3", cancellation);

    /// <summary>Cancels whatever run of the campaign is active, on the transaction that has locked the campaign.</summary>
    internal async Task CancelActiveAsync(NpgsqlConnection connection, string campaign, Caller by, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"{Cancel} where campaign = $1 and state in ('queued', 'running', 'paused') returning number, kind", connection);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        (int Number, string Kind)? cancelled = null;
        await using (var row = await command.ExecuteReaderAsync(cancellation))
        {
            if (await row.ReadAsync(cancellation))
                cancelled = (row.GetInt32(0), row.GetString(1));
        }

        if (cancelled is { } run)
            await audit.WriteAsync(connection, RunAudit.Entry(by, "run.cancelled", campaign, run.Number, run.Kind), cancellation);
    }

    private async Task<RunControlOutcome> ChangeAsync(
        string campaign, int number, Caller by, string action, string[] from, string to, string sql, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, campaign, number, cancellation) is not { } run)
            return RunControlOutcome.NotFound;
        if (run.State == to || (to == RunStates.Running && run.State == RunStates.Queued))
            return RunControlOutcome.Done;
        if (!from.Contains(run.State))
            return RunControlOutcome.Finished;
        await using var update = new NpgsqlCommand(sql, connection);
        update.Parameters.Add(new() { Value = campaign });
        update.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        update.Parameters.Add(new() { Value = number });
        await update.ExecuteNonQueryAsync(cancellation);
        await audit.WriteAsync(connection, RunAudit.Entry(by, action, campaign, number, run.Kind), cancellation);
        await RunChannel.NotifyAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return RunControlOutcome.Done;
    }

    private static async Task<(string Kind, string State)?> LockAsync(
        NpgsqlConnection connection, string campaign, int number, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select kind, state from runs where campaign = $1 and number = $2 for update", connection);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = number });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetString(0), row.GetString(1)) : null;
    }
}

public enum RunControlOutcome
{
    /// <summary>The run is in the state that was asked for.</summary>
    Done,

    NotFound,

    /// <summary>It has ended already.</summary>
    Finished,
}
