using Npgsql;

namespace Octobatch.ServiceDefaults.Events;

/// <summary>A webhook delivery that waits to be followed.</summary>
/// <param name="Name">GitHub's name of the event, such as <c>pull_request</c>.</param>
/// <param name="Payload">The raw body.</param>
public sealed record StoredEvent(Guid Id, string Name, byte[] Payload);

/// <summary>The deliveries that wait, taken in the order in which they came. Whoever takes some keeps them until its transaction ends, so replicas share the work.</summary>
public static class StoredEvents
{
    public static async Task<List<StoredEvent>> TakeAsync(NpgsqlConnection connection, int most, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select delivery_id, event, payload from events where processed_at is null order by received_at limit $1 for update skip locked", connection);
        command.Parameters.Add(new() { Value = most });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var events = new List<StoredEvent>();
        while (await row.ReadAsync(cancellation))
            events.Add(new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<byte[]>(2)));
        return events;
    }

    /// <summary>They wait no more once the connection's transaction commits.</summary>
    public static async Task DoneAsync(NpgsqlConnection connection, IEnumerable<StoredEvent> events, DateTimeOffset at, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("update events set processed_at = $1 where delivery_id = any($2)", connection);
        command.Parameters.Add(new() { Value = at.UtcDateTime });
        command.Parameters.Add(new() { Value = events.Select(each => each.Id).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
