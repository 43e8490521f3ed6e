using System.Text.Json;
using Npgsql;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>
/// Writes down what people ask of changesets, however many, and makes them due. Nothing is done here: the engine takes them up, plans them
/// with everything else, and keeps every limit. The request, the timelines and the audit row are one transaction.
/// </summary>
internal sealed class BulkWriter(NpgsqlDataSource postgres, Retries retries, AuditLog audit, TimeProvider time)
{
    private const int MostNamed = 10;

    public async Task<BulkResult> AskAsync(string campaign, BulkAction action, BulkChoice choice, Caller by, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await CampaignWriter.LockAsync(connection, campaign, cancellation) is not { } locked)
            return new(BulkOutcome.NotFound);
        if (locked.State == "closed" && action != BulkAction.Close)
            return new(BulkOutcome.CampaignClosed);
        if (choice.Repositories is not null && await MissingAsync(connection, campaign, choice, cancellation) is { Count: > 0 } missing)
            return new(BulkOutcome.Unknown) { Missing = missing };
        var asked = await AskAsync(connection, campaign, action, choice, by, cancellation);
        await transaction.CommitAsync(cancellation);
        return asked;
    }

    /// <summary>On the transaction that has locked the campaign.</summary>
    public async Task<BulkResult> AskAsync(
        NpgsqlConnection connection, string campaign, BulkAction action, BulkChoice choice, Caller by, CancellationToken cancellation)
    {
        var counts = await WriteAsync(connection, campaign, action, choice, by, cancellation);
        var accepted = counts.Where(count => count.Fits).Sum(count => count.Count);
        var left = counts.Where(count => !count.Fits).ToDictionary(count => count.State, count => count.Count, StringComparer.Ordinal);
        string? hindrance = null;
        if (action == BulkAction.Retry && (left.ContainsKey(ChangesetStates.Failed) || left.ContainsKey(ChangesetStates.NeedsHuman)))
        {
            var again = await retries.AskAsync(connection, campaign, choice, by, cancellation);
            hindrance = again.Hindrance;
            foreach (var (state, count) in again.Accepted)
            {
                accepted += count;
                left[state] -= count;
            }
        }

        if (accepted > 0)
        {
            await audit.WriteAsync(connection, Entry(campaign, action, choice, accepted, by), cancellation);
            await RunChannel.NotifyAsync(connection, cancellation);
        }

        return new(BulkOutcome.Asked) { Accepted = accepted, Why = BulkWords.Of(action, choice, accepted, left, hindrance) };
    }

    private async Task<List<(string State, bool Fits, int Count)>> WriteAsync(
        NpgsqlConnection connection, string campaign, BulkAction action, BulkChoice choice, Caller by, CancellationToken cancellation)
    {
        // What nothing was begun of ends here. What a worker has in hand right now it brings to its end first: the lease is its due.
        var parameters = new SqlParameters();
        var (name, now, word, subject) = (parameters.Add(campaign), parameters.Add(time.GetUtcNow().UtcDateTime), parameters.Add(action.Word), parameters.Add(by.Subject));
        const string unbegun = "(c.state in ('ready', 'failed') and c.pull_number is null and c.head_commit is null and c.intent_patch is null and c.replaces is null)";
        var ends = action == BulkAction.Close ? unbegun : "false";
        await using var command = new NpgsqlCommand(
            $"""
            with chosen as materialized (
                select c.repository_id, c.state, {action.Fits} as fits, {ends} as ends from changesets c
                where c.campaign = {name} and {choice.Where(parameters)} order by c.repository_id for update
            ), asked as (
                update changesets c set asked = case when not h.ends then {word} end, asked_by = case when not h.ends then {subject} end,
                    asked_comment = case when not h.ends then nullif({parameters.Add(choice.Comment ?? "")}, '') end, attempts = 0,
                    state = case when h.ends then 'cancelled' when c.state = 'ready' then 'publishing' else c.state end,
                    lease = case when h.ends then c.lease + 1 else c.lease end,
                    reason_code = case when h.ends then 'close_asked' else c.reason_code end,
                    reason = case when h.ends then {parameters.Add(Planning.Why.CloseAsked.Words)} else c.reason end,
                    retryable = case when h.ends then true else c.retryable end,
                    due = case when h.ends then null when c.claimed_at is not null then c.due else {now} end
                from chosen h where h.fits and c.campaign = {name} and c.repository_id = h.repository_id
                returning c.repository_id, c.state, c.publish_run, c.reason
            ), told as (
                insert into changeset_events (campaign, repository_id, at, event, state, run, by, detail)
                select {name}, repository_id, {now}, case when state = 'cancelled' then state else 'asked' end, state, publish_run, {subject},
                    case when state = 'cancelled' then reason else {parameters.Add(BulkWords.Line(action, choice.Comment))} end from asked
            )
            select state, fits, count(*)::int from chosen group by state, fits
            """, connection);
        parameters.CopyTo(command);
        var counts = new List<(string, bool, int)>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            counts.Add((row.GetString(0), row.GetBoolean(1), row.GetInt32(2)));
        return counts;
    }

    private static async Task<List<string>> MissingAsync(NpgsqlConnection connection, string campaign, BulkChoice choice, CancellationToken cancellation)
    {
        var (owners, names) = choice.Keys();
        await using var command = new NpgsqlCommand(
            """
            select w.owner || '/' || w.name from unnest($2, $3) as w (owner, name)
            where not exists (select from changesets c where c.campaign = $1 and c.owner_key = w.owner and c.name_key = w.name)
            order by 1 limit $4
            """, connection);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = owners });
        command.Parameters.Add(new() { Value = names });
        command.Parameters.Add(new() { Value = MostNamed });
        var missing = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            missing.Add(row.GetString(0));
        return missing;
    }

    private static AuditEntry Entry(string campaign, BulkAction action, BulkChoice choice, int accepted, Caller by) =>
        new(by.Subject, $"changesets.{action.Word}_asked", $"campaign:{campaign}")
        {
            Campaign = campaign,
            Repository = choice.Repositories is [var only] ? only : null,
            CorrelationId = by.CorrelationId,
            Details = JsonSerializer.Serialize(new { accepted, choice.State, Repositories = choice.Repositories?.Take(MostNamed), choice.Comment }, Web),
        };

    private static readonly JsonSerializerOptions Web = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

internal sealed record BulkResult(BulkOutcome Outcome)
{
    public int Accepted { get; init; }

    /// <summary>Why not all that were meant; null: all were.</summary>
    public string? Why { get; init; }

    /// <summary>Repositories of which the campaign has no changeset, at most ten.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

internal enum BulkOutcome
{
    Asked,
    NotFound,
    CampaignClosed,

    /// <summary>Repositories were named that the campaign does not have.</summary>
    Unknown,
}
