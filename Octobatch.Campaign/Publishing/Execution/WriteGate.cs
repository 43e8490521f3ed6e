using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub.Budgets;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>
/// What comes before every write: the lease, the kill switch, the run's pause, its end and its window and, for what is published, the write
/// budget of the installation, spent by the same statement. So budgets hold on every replica and without Redis.
/// </summary>
internal sealed class WriteGate(NpgsqlDataSource postgres, WriteBudget budget, LimitSettings limits, TimeProvider time)
{
    // What somebody asks for by hand goes on while the run is paused. Of a run that is cancelled nothing new begins, and what has begun comes to
    // its end. After the campaign is closed, pull requests are only closed. What somebody has asked for since the worker looked comes first: it
    // gives the row back.
    private const string Allowed =
        """
        select c.installation_id, mine.place
        from unnest(@campaigns, @repositories, @leases, @asked, @begins, @by_hand) with ordinality
            as mine (campaign, repository_id, lease, asked, begins, by_hand, place)
        join changesets c on c.campaign = mine.campaign and c.repository_id = mine.repository_id and c.lease = mine.lease
            and c.asked is not distinct from mine.asked
        join campaigns k on k.name = c.campaign
        left join runs r on r.campaign = c.campaign and r.number = c.publish_run
        where not (select s."on" from kill_switch s) and (k.closed_at is null or c.asked = 'close')
            and (mine.by_hand or case r.state when 'paused' then false when 'cancelled' then not mine.begins else true end)
        """;

    /// <summary>Takes a moment for one request. Only one changeset's.</summary>
    public async Task<GateAnswer> EnterAsync(Job job, RequestCost cost, CancellationToken cancellation)
    {
        if (!IsOpen(job))
            return new(GateOutcome.Stopped, default, null);
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
    public async Task<bool> MayWriteAsync(IReadOnlyList<Job> jobs, CancellationToken cancellation) =>
        (await AllowedAsync(jobs, cancellation)).Count == jobs.Count;

    /// <summary>Those that may be written now.</summary>
    public async Task<IReadOnlyList<Job>> AllowedAsync(IReadOnlyList<Job> jobs, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(Allowed);
        Add(command, jobs);
        var allowed = new List<Job>(jobs.Count);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            allowed.Add(jobs[(int)row.GetInt64(1) - 1]);
        return [.. allowed.Where(IsOpen)];
    }

    // The window is for what is published; what has begun comes to its end.
    private bool IsOpen(Job job) => job.ByHand || !job.Begins || new PublishHours(job.Spec.Publish.Window).IsOpen(time.GetUtcNow());

    private static void Add(NpgsqlCommand command, IReadOnlyList<Job> jobs)
    {
        command.Parameters.Add(new("asked", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = jobs.Select(job => Words.OfAsked(job.SavedAsked)).ToArray() });
        command.Parameters.Add(new("begins", NpgsqlDbType.Array | NpgsqlDbType.Boolean) { Value = jobs.Select(job => job.Begins).ToArray() });
        command.Parameters.Add(new("by_hand", NpgsqlDbType.Array | NpgsqlDbType.Boolean) { Value = jobs.Select(job => job.ByHand).ToArray() });
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

    /// <summary>Kill switch, pause, cancelled, outside the window, or the lease is lost.</summary>
    Stopped,
}
