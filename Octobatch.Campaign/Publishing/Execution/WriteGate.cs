using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub.Budgets;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>
/// What comes before every write: the lease, the kill switch, the run's pause and, for what is published, the write budget of the
/// installation, spent by the same statement. So budgets hold on every replica and without Redis.
/// </summary>
internal sealed class WriteGate(NpgsqlDataSource postgres, WriteBudget budget, LimitSettings limits, TimeProvider time)
{
    // What somebody asks for by hand goes on while the run is paused, and after the campaign is closed. What somebody has asked for since the
    // worker looked comes first: it gives the row back.
    private const string Allowed =
        """
        select c.installation_id from unnest(@campaigns, @repositories, @leases, @asked) as mine (campaign, repository_id, lease, asked)
        join changesets c on c.campaign = mine.campaign and c.repository_id = mine.repository_id and c.lease = mine.lease
            and c.asked is not distinct from mine.asked
        where not (select k."on" from kill_switch k)
            and (c.asked is not null or not exists (
                select from campaigns k left join runs r on r.campaign = k.name and r.number = c.publish_run
                where k.name = c.campaign and (k.closed_at is not null or r.state = 'paused')))
        """;

    /// <summary>Takes a moment for one request. Only one changeset's.</summary>
    public async Task<GateAnswer> EnterAsync(Job job, RequestCost cost, CancellationToken cancellation)
    {
        if (limits.Off)
            return await MayWriteAsync([job], cancellation) ? new(GateOutcome.Open, time.GetUtcNow(), null) : new(GateOutcome.Stopped, default, null);
        await using var command = postgres.CreateCommand(
            $"with mine as ({Allowed}) select s.granted, s.send_at from mine cross join lateral {WriteBudget.Spend("mine.installation_id")} s");
        Add(command, [job]);
        budget.AddParameters(command, cost);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return new(GateOutcome.Stopped, default, null);
        var at = row.GetFieldValue<DateTimeOffset>(1);
        return row.GetBoolean(0) ? new(GateOutcome.Open, at, new WriteSlot(at)) : new(GateOutcome.Wait, at, null);
    }

    /// <summary>Whether all of them may be written now.</summary>
    public async Task<bool> MayWriteAsync(IReadOnlyList<Job> jobs, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand($"select count(*) from ({Allowed}) allowed");
        Add(command, jobs);
        return (long)(await command.ExecuteScalarAsync(cancellation))! == jobs.Count;
    }

    private static void Add(NpgsqlCommand command, IReadOnlyList<Job> jobs)
    {
        command.Parameters.Add(new("asked", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = jobs.Select(job => Words.OfAsked(job.SavedAsked)).ToArray() });
        command.Parameters.Add(new("campaigns", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = jobs.Select(job => job.Claim.Campaign).ToArray() });
        command.Parameters.Add(new("repositories", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = jobs.Select(job => job.Claim.RepositoryId).ToArray() });
        command.Parameters.Add(new("leases", NpgsqlDbType.Array | NpgsqlDbType.Bigint) { Value = jobs.Select(job => job.Claim.Lease).ToArray() });
    }
}

/// <param name="At">When it may be sent, or asked for again.</param>
internal sealed record GateAnswer(GateOutcome Outcome, DateTimeOffset At, WriteSlot? Slot);

internal enum GateOutcome
{
    Open,

    /// <summary>The installation's budget is spent until later.</summary>
    Wait,

    /// <summary>Kill switch, pause, or the lease is lost.</summary>
    Stopped,
}
