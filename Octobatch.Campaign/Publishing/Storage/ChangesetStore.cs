using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Audit;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>
/// Writes claimed changesets, with their timelines and the audit rows of what was done on GitHub, in one transaction. A row whose lease was
/// lost keeps what its new owner writes; what was done is in the audit all the same. What somebody asked for while a worker had the row stays
/// asked for, and the row is due for it at once.
/// </summary>
internal sealed class ChangesetStore(NpgsqlDataSource postgres, AuditLog audit, TimeProvider time)
{
    // To be closed but given back as ready, it would wait for its turn to be published. A publish run that took the row while a worker had it
    // has said what is wanted now; the worker's older change is not written over that.
    private const string Update =
        """
        with saved as (
            update changesets c set state = case when $4 = 'ready' and c.asked = 'close' then 'publishing' else $4 end, reason_code = $5, reason = $6, retryable = $7, branch = $8, pull_number = $9, pull_id = $10,
                pull_url = $11, head_commit = $12, head_patch = $13, head_base = $14, head_spec = $15, intent_patch = $16, intent_base = $17,
                intent_spec = $18, text_hash = $19, extras = case when c.publish_run is distinct from $45 then c.extras else $20 end, replaces = $21, past = $22, by_steps = $23,
                asked = case when c.asked is not distinct from $43 then $24 else c.asked end,
                asked_by = case when $24::text is not null or c.asked is distinct from $43 then c.asked_by end,
                asked_comment = case when $24::text is not null or c.asked is distinct from $43 then c.asked_comment end,
                base_commit = case when c.publish_run is distinct from $45 then c.base_commit else $25 end,
                patch_hash = case when c.publish_run is distinct from $45 then c.patch_hash else $26 end,
                artifact = case when c.publish_run is distinct from $45 then c.artifact else $27 end,
                files = case when c.publish_run is distinct from $45 then c.files else $28 end,
                additions = case when c.publish_run is distinct from $45 then c.additions else $29 end,
                deletions = case when c.publish_run is distinct from $45 then c.deletions else $30 end,
                checks = $31, review = $32, mergeable = $33,
                due = case when (c.asked is distinct from $43 or c.publish_run is distinct from $45) and not $42 then $37
                    when c.hinted_at is not null and not $42 and not $35 and $4 in ('open', 'needs_human', 'closed') then $37 else $34 end,
                attempts = case when $35 then c.attempts when $44 then c.attempts - 1 else 0 end,
                lease = case when $42 then c.lease else c.lease + 1 end,
                claimed_at = case when $42 then c.claimed_at end, hinted_at = case when $42 then c.hinted_at end, to_write = coalesce($44, c.to_write),
                waiting_reason = $36, waiting_until = case when $36::text is not null then $34 end, seen_at = $37,
                counted_at = case when $38 then null else c.counted_at end,
                published_at = case when $9 is not null and c.pull_number is distinct from $9 then $37 else c.published_at end,
                merged_at = case when $4 = 'merged' then coalesce(c.merged_at, $37) end,
                closed_at = case when $4 = 'closed' then coalesce(c.closed_at, $37) end,
                updated_at = case when (c.state, c.reason_code, c.pull_number, c.head_commit, c.checks, c.review, c.mergeable)
                    is distinct from ($4, $5, $9, $12, $31, $32, $33) then $37 else c.updated_at end
            where c.campaign = $1 and c.repository_id = $2 and c.lease = $3
            returning c.publish_run
        )
        insert into changeset_events (campaign, repository_id, at, event, state, run, by, detail)
        select $1, $2, $37, e.event, $4, saved.publish_run, e.by, e.detail from saved cross join unnest($39, $40, $41) as e (event, by, detail)
        """;

    /// <summary>Characters.</summary>
    private const int LongestReason = 500;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task SaveAsync(IReadOnlyList<SavedChangeset> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return;
        // One round trip: a batch is a transaction of its own.
        await using var batch = postgres.CreateBatch();
        // In one order everywhere, so that no two writers wait for each other.
        foreach (var row in rows.OrderBy(row => row.Claim.Campaign, StringComparer.Ordinal).ThenBy(row => row.Claim.RepositoryId))
            batch.BatchCommands.Add(Command(row));
        var entries = rows.SelectMany(row => row.Audit).ToList();
        if (entries.Count > 0)
            batch.BatchCommands.Add(audit.Command(entries));
        await batch.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlBatchCommand Command(SavedChangeset saved)
    {
        var (claim, row, change) = (saved.Claim, saved.Row, saved.Change);
        var command = new NpgsqlBatchCommand(Update);
        Add(command, NpgsqlDbType.Text, claim.Campaign);
        Add(command, NpgsqlDbType.Bigint, claim.RepositoryId);
        Add(command, NpgsqlDbType.Bigint, claim.Lease);
        Add(command, NpgsqlDbType.Text, Words.Of(row.State));
        Add(command, NpgsqlDbType.Text, row.Why?.Code);
        Add(command, NpgsqlDbType.Text, row.Why?.Words);
        Add(command, NpgsqlDbType.Boolean, row.Why is null ? null : row.Why.Retryable);
        Add(command, NpgsqlDbType.Text, row.Branch);
        Add(command, NpgsqlDbType.Integer, row.Pull);
        Add(command, NpgsqlDbType.Text, row.PullId);
        Add(command, NpgsqlDbType.Text, row.Url);
        Add(command, NpgsqlDbType.Text, row.Head);
        Add(command, row.Content);
        Add(command, row.Intent);
        Add(command, NpgsqlDbType.Text, row.Text);
        Add(command, NpgsqlDbType.Integer, (int)row.Done);
        Add(command, NpgsqlDbType.Integer, row.Replaces);
        Add(command, NpgsqlDbType.Integer, row.Past);
        Add(command, NpgsqlDbType.Boolean, row.BySteps);
        Add(command, NpgsqlDbType.Text, Words.OfAsked(row.Asked));
        Add(command, NpgsqlDbType.Text, change?.Base);
        Add(command, NpgsqlDbType.Text, change?.Patch);
        Add(command, NpgsqlDbType.Text, change?.Artifact);
        Add(command, NpgsqlDbType.Integer, change?.Files ?? 0);
        Add(command, NpgsqlDbType.Integer, change?.Additions ?? 0);
        Add(command, NpgsqlDbType.Integer, change?.Deletions ?? 0);
        Add(command, NpgsqlDbType.Text, saved.Health.Checks);
        Add(command, NpgsqlDbType.Text, saved.Health.Review);
        Add(command, NpgsqlDbType.Text, saved.Health.Mergeable);
        Add(command, NpgsqlDbType.TimestampTz, saved.Keep ? Now + RunStore.Lease : saved.Due?.UtcDateTime);
        Add(command, NpgsqlDbType.Boolean, saved.Failed || saved.Keep);
        Add(command, NpgsqlDbType.Text, Short(saved.Waiting));
        Add(command, NpgsqlDbType.TimestampTz, Now);
        Add(command, NpgsqlDbType.Boolean, saved.Uncounted);
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, saved.Events.Select(line => line.Event).ToArray());
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, saved.Events.Select(line => line.By).ToArray());
        Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, saved.Events.Select(line => line.Detail).ToArray());
        Add(command, NpgsqlDbType.Boolean, saved.Keep); // a row given back has no lease that could be renewed
        Add(command, NpgsqlDbType.Text, Words.OfAsked(saved.Asked));
        Add(command, NpgsqlDbType.Boolean, saved.ToWrite);
        Add(command, NpgsqlDbType.Integer, claim.PublishRun);
        return command;
    }

    // As long as an index row bears.
    private static string? Short(string? reason) => reason is { Length: > LongestReason } ? reason[..(LongestReason - 1)] + "…" : reason;

    private static void Add(NpgsqlBatchCommand command, Content? content)
    {
        Add(command, NpgsqlDbType.Text, content?.Patch);
        Add(command, NpgsqlDbType.Text, content?.Base);
        Add(command, NpgsqlDbType.Integer, content?.SpecVersion);
    }

    private static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
