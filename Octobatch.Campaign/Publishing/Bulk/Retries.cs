using Npgsql;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>
/// Publishes again what failed, or came to need a person, before it had a pull request, within what the campaign's rollout allows: in the
/// publish run that is active, else in one of its own for these repositories. On the transaction that has locked the campaign.
/// </summary>
internal sealed class Retries(RunWriter runs, TimeProvider time)
{
    /// <summary>The condition on <c>changesets c</c>: its branch's name was taken, so that it needs a person before anything of ours is on GitHub.</summary>
    internal const string NeedsHumanFirst = "(c.state = 'needs_human' and c.pull_number is null and c.replaces is null)";

    // What a preview has found no patch for has none here either.
    private const string Fits = $"(c.state = 'failed' and c.patch_hash is not null and c.pull_number is null or {NeedsHumanFirst})";

    private const string Busy = "Another run of the campaign is active: wait for its end, or cancel it.";

    private const string Expired = "The patches of their preview are not kept any more: run another preview.";

    public async Task<RetryResult> AskAsync(NpgsqlConnection connection, string campaign, BulkChoice choice, Caller by, CancellationToken cancellation)
    {
        if (await ActiveAsync(connection, campaign, cancellation) is { } active)
            return active.Joins ? new(await JoinAsync(connection, campaign, active.Number, choice, by, cancellation), null) : new([], Busy);
        if (await PreviewAsync(connection, campaign, cancellation) is not { } preview)
            return new([], Expired);
        var again = await TellAsync(connection, campaign, preview.Preview!.Value, choice, by, cancellation);
        if (again.Count > 0)
            await runs.InsertAsync(connection, preview with { Only = [.. again.Select(one => one.Repository)] }, by, cancellation);
        return new(again.CountBy(one => one.State).ToDictionary(StringComparer.Ordinal), null);
    }

    private static async Task<(int Number, bool Joins)?> ActiveAsync(NpgsqlConnection connection, string campaign, CancellationToken cancellation)
    {
        // Whoever ends a run holds its rollout's row; what is seen after waiting for that is so.
        await using var command = new NpgsqlCommand(
            "select o.run_id from rollouts o join runs r on r.id = o.run_id where r.campaign = $1 and r.state in ('running', 'paused') for update of o", connection);
        command.Parameters.Add(new() { Value = campaign });
        await command.ExecuteNonQueryAsync(cancellation);
        command.CommandText =
            """
            select r.number, exists (select from rollouts o where o.run_id = r.id) from runs r
            where r.campaign = $1 and r.state in ('queued', 'running', 'paused')
            """;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? (row.GetInt32(0), row.GetBoolean(1)) : null;
    }

    private async Task<Dictionary<string, int>> JoinAsync(NpgsqlConnection connection, string campaign, int run, BulkChoice choice, Caller by, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var (name, number, now) = (parameters.Add(campaign), parameters.Add(run), parameters.Add(time.GetUtcNow().UtcDateTime));
        await using var command = new NpgsqlCommand(
            $"""
            with again as materialized (
                select c.repository_id, c.state from changesets c
                where c.campaign = {name} and {Fits} and {choice.Where(parameters)} order by c.repository_id for update
            ), ready as (
                update changesets c set state = 'ready', publish_run = {number}, wave = coalesce(c.wave, 1), place = coalesce(c.place, 0), due = {now},
                    lease = c.lease + 1, claimed_at = null, attempts = 0, reason_code = null, reason = null, retryable = null,
                    waiting_reason = null, waiting_until = null, updated_at = {now}
                from again where c.campaign = {name} and c.repository_id = again.repository_id
            ), told as (
                insert into changeset_events (campaign, repository_id, at, event, state, run, by, detail)
                select {name}, repository_id, {now}, 'asked', 'ready', {number}, {parameters.Add(by.Subject)}, {parameters.Add(BulkWords.Line(BulkAction.Retry, null))} from again
            )
            select state, count(*)::int from again group by state
            """, connection);
        parameters.CopyTo(command);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            counts.Add(row.GetString(0), row.GetInt32(1));
        return counts;
    }

    private static async Task<NewRun?> PreviewAsync(NpgsqlConnection connection, string campaign, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select p.number, p.spec_version, p.steps_hash from runs p
            where p.campaign = $1 and p.number = (select max(c.preview) from changesets c where c.campaign = $1 and {Fits})
                and p.kind = 'preview' and p.artifacts_deleted_at is null and p.targets_deleted_at is null
            """, connection);
        command.Parameters.Add(new() { Value = campaign });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? new(campaign, RunKinds.Publish, row.GetInt32(1), row.GetFieldValue<byte[]>(2)) { Preview = row.GetInt32(0) }
            : null;
    }

    private async Task<List<(string Repository, string State)>> TellAsync(NpgsqlConnection connection, string campaign, int preview, BulkChoice choice, Caller by, CancellationToken cancellation)
    {
        var parameters = new SqlParameters();
        var (name, now) = (parameters.Add(campaign), parameters.Add(time.GetUtcNow().UtcDateTime));
        await using var command = new NpgsqlCommand(
            $"""
            with again as (
                select c.repository_id, c.owner_key || '/' || c.name_key as repository, c.state from changesets c
                where c.campaign = {name} and {Fits} and c.preview = {parameters.Add(preview)} and {choice.Where(parameters)}
            ), told as (
                insert into changeset_events (campaign, repository_id, at, event, state, by, detail)
                select {name}, repository_id, {now}, 'asked', state, {parameters.Add(by.Subject)}, {parameters.Add(BulkWords.Line(BulkAction.Retry, null))} from again
            )
            select repository, state from again
            """, connection);
        parameters.CopyTo(command);
        var again = new List<(string, string)>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            again.Add((row.GetString(0), row.GetString(1)));
        return again;
    }
}

/// <param name="Accepted">How many, by the state that they were in.</param>
/// <param name="Hindrance">Why none, in words; null: nothing stands in the way.</param>
internal sealed record RetryResult(Dictionary<string, int> Accepted, string? Hindrance);
