using System.Globalization;
using Npgsql;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Changesets;

/// <summary>What happened to a changeset, oldest first.</summary>
internal sealed class Timeline(NpgsqlDataSource postgres)
{
    /// <summary>Where a page ended, as its <c>next</c> says; null when the text is not that.</summary>
    public static long? Parse(string? after) =>
        after is null ? 0 : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    public async Task<List<TimelineItem>> ReadAsync(string campaign, long repositoryId, long after, int limit, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select id, at, event, state, run, by, detail from changeset_events
            where campaign = $1 and repository_id = $2 and id > $3 order by id limit $4
            """);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = repositoryId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        var items = new List<TimelineItem>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            items.Add(new(
                row.GetFieldValue<DateTimeOffset>(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetInt32(4),
                row.GetString(5), row.Text(6))
            {
                Id = row.GetInt64(0),
            });
        }

        return items;
    }
}

/// <summary>One thing that happened.</summary>
/// <param name="State">Of the changeset afterwards.</param>
/// <param name="Run">Number of the run that did it, where one did.</param>
/// <param name="By"><c>key:ID</c>, <c>user:LOGIN</c>, <c>github:LOGIN</c> or <c>system</c>.</param>
/// <param name="Detail">In words.</param>
public sealed record TimelineItem(DateTimeOffset At, string Event, string State, int? Run, string By, string? Detail)
{
    internal long Id { get; init; }
}
