using Npgsql;

namespace Octobatch.Campaigns.Reports;

/// <summary>
/// The days of a campaign's burndown. A day that is over never changes, so it is counted from the recorded events once, by whoever asks first,
/// and kept; today is what the rows say.
/// </summary>
internal sealed class ReportDays(NpgsqlDataSource postgres)
{
    // Of each repository and day the last state, and the one before it; the sum of the differences, day by day.
    private const string Count =
        """
        with base as (
            select day, open, merged, closed, failed from report_days where campaign = $1 and day < $2 order by day desc limit 1
        ), span as (
            select coalesce(
                (select day + 1 from base),
                (select (min(at) at time zone 'UTC')::date - 1 from changeset_events where campaign = $1)) as first
        ), ends as (
            select distinct on (repository_id, day) repository_id, day, state from (
                select e.repository_id, (e.at at time zone 'UTC')::date as day, e.state, e.id from changeset_events e, span
                where e.campaign = $1 and e.at >= span.first::timestamp at time zone 'UTC' and e.at < $2::timestamp at time zone 'UTC') e
            order by repository_id, day, id desc
        ), steps as (
            select day, state, coalesce(
                lag(state) over (partition by repository_id order by day),
                (select b.state from changeset_events b, base
                    where b.campaign = $1 and b.repository_id = ends.repository_id and b.at < (base.day + 1)::timestamp at time zone 'UTC'
                    order by b.id desc limit 1), '') as before
            from ends
        ), sums as (
            select day,
                sum((state in ('open', 'needs_human'))::int - (before in ('open', 'needs_human'))::int) as open,
                sum((state = 'merged')::int - (before = 'merged')::int) as merged,
                sum((state = 'closed')::int - (before = 'closed')::int) as closed,
                sum((state = 'failed')::int - (before = 'failed')::int) as failed
            from steps group by day
        )
        insert into report_days (campaign, day, open, merged, closed, failed)
        select $1, d.day,
            coalesce((select open from base), 0) + coalesce(sum(sums.open) over (order by d.day), 0),
            coalesce((select merged from base), 0) + coalesce(sum(sums.merged) over (order by d.day), 0),
            coalesce((select closed from base), 0) + coalesce(sum(sums.closed) over (order by d.day), 0),
            coalesce((select failed from base), 0) + coalesce(sum(sums.failed) over (order by d.day), 0)
        from (select at::date as day from span, generate_series(span.first::timestamp, ($2 - 1)::timestamp, interval '1 day') at) d left join sums on sums.day = d.day
        on conflict (campaign, day) do nothing
        """;

    /// <summary>Every day that is over, oldest first.</summary>
    public async Task<List<BurndownDay>> ReadAsync(string campaign, DateOnly today, CancellationToken cancellation)
    {
        var days = await StoredAsync(campaign, today, cancellation);
        if (days is [.., var last] && last.Date == today.AddDays(-1))
            return days;
        await using var count = postgres.CreateCommand(Count);
        count.Parameters.Add(new() { Value = campaign });
        count.Parameters.Add(new() { Value = today });
        await count.ExecuteNonQueryAsync(cancellation);
        return await StoredAsync(campaign, today, cancellation);
    }

    private async Task<List<BurndownDay>> StoredAsync(string campaign, DateOnly today, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("select day, open, merged, closed, failed from report_days where campaign = $1 and day < $2 order by day");
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = today });
        var days = new List<BurndownDay>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            days.Add(new(row.GetFieldValue<DateOnly>(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4)));
        return days;
    }
}
