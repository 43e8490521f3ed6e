using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Starts runs. A run and its audit row are one transaction, in which nothing but the row is made: the work goes on behind.</summary>
public sealed class RunWriter(NpgsqlDataSource postgres, AuditLog audit, TimeProvider time)
{
    public async Task<RunStart> StartPreviewAsync(string campaign, Caller by, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (refusal, spec) = await LockAsync(connection, campaign, cancellation);
        if (refusal is { } outcome)
            return new(outcome, 0);
        var number = await InsertAsync(connection, new(campaign, RunKinds.Preview, spec!.Version, StepsHash.Of(SpecJson.Parse(spec.Normalised))), by, cancellation);
        await transaction.CommitAsync(cancellation);
        return new(RunStartOutcome.Started, number);
    }

    /// <summary>
    /// Locks a campaign, so that its runs are numbered one after another and only one is active. A refusal: why none may start; else the
    /// current spec.
    /// </summary>
    internal static async Task<(RunStartOutcome? Refusal, LockedSpec? Spec)> LockAsync(
        NpgsqlConnection connection, string campaign, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select 1 from campaigns where name = $1 for update", connection);
        command.Parameters.Add(new() { Value = campaign });
        if (await command.ExecuteScalarAsync(cancellation) is null)
            return (RunStartOutcome.NotFound, null);

        // A statement of its own: one that has waited for the lock would still see what was there before it waited.
        command.CommandText =
            """
            select c.closed_at is not null, c.spec_version, s.normalised,
                exists (select from runs r where r.campaign = c.name and r.state in ('queued', 'running', 'paused'))
            from campaigns c join specs s on s.campaign = c.name and s.version = c.spec_version
            where c.name = $1
            """;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        if (row.GetBoolean(0))
            return (RunStartOutcome.Closed, null);
        return row.GetBoolean(3) ? (RunStartOutcome.AnotherActive, null) : (null, new(row.GetInt32(1), row.GetString(2)));
    }

    /// <summary>Inserts a queued run and its audit row, on the transaction that has locked the campaign. Its number.</summary>
    internal async Task<int> InsertAsync(NpgsqlConnection connection, NewRun run, Caller by, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into runs (campaign, number, kind, state, spec_version, steps_hash, preview, snapshot, created_at, created_by, due, only_repositories)
            select $1, coalesce(max(number), 0) + 1, $2, 'queued', $3, $4, $5, $6, $7, $8, $7, $9 from runs where campaign = $1
            returning number
            """, connection);
        insert.Parameters.Add(new() { Value = run.Campaign });
        insert.Parameters.Add(new() { Value = run.Kind });
        insert.Parameters.Add(new() { Value = run.SpecVersion });
        insert.Parameters.Add(new() { Value = run.StepsHash });
        insert.Parameters.Add(new() { Value = (object?)run.Preview ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        insert.Parameters.Add(new() { Value = Guid.NewGuid() });
        insert.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        insert.Parameters.Add(new() { Value = by.Subject });
        insert.Parameters.Add(new() { Value = (object?)run.Only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var number = (int)(await insert.ExecuteScalarAsync(cancellation))!;
        await audit.WriteAsync(connection, RunAudit.Entry(by, "run.started", run.Campaign, number, run.Kind), cancellation);
        await RunChannel.NotifyAsync(connection, cancellation);
        return number;
    }
}

/// <summary>What a run begins with.</summary>
/// <param name="StepsHash">See <see cref="Runs.StepsHash"/>.</param>
internal sealed record NewRun(string Campaign, string Kind, int SpecVersion, byte[] StepsHash)
{
    /// <summary>The number of the preview that it publishes.</summary>
    public int? Preview { get; init; }

    /// <summary>A publish run's repositories, as <c>owner/name</c> in lower case; null: all that the preview has.</summary>
    public string[]? Only { get; init; }
}

/// <summary>The spec that counts while the campaign is locked.</summary>
internal sealed record LockedSpec(int Version, string Normalised);

/// <param name="Number">Of the run that has started.</param>
public sealed record RunStart(RunStartOutcome Outcome, int Number);

public enum RunStartOutcome
{
    Started,
    NotFound,
    Closed,
    AnotherActive,
}
