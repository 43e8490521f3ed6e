using System.Text.Json;
using Npgsql;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Work;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// Works through the webhook deliveries about installations: each means that what is known of the installation may be wrong, so it is
/// forgotten, here and in every other replica. Doing so twice does no harm.
/// </summary>
internal sealed class InstallationEvents(IServiceProvider services, EventArrivals arrivals, ForgetChannel forget, WorkerParts parts) : SteadyWorker(parts)
{
    private const int Batch = 100;
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(10);

    protected override TimeSpan AfterFailure => LookAnyway;

    protected override string Consequence => "Webhook deliveries wait";

    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        while (await WorkAsync(services.GetRequiredService<NpgsqlDataSource>(), cancellation) == Batch)
        {
        }

        await arrivals.WaitAsync(LookAnyway, Time, cancellation);
    }

    private async Task<int> WorkAsync(NpgsqlDataSource postgres, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var done = new List<Guid>();
        var changed = new HashSet<long>();
        await using (var select = new NpgsqlCommand(
            "select delivery_id, event, payload from events where processed_at is null order by received_at limit $1 for update skip locked", connection))
        {
            select.Parameters.Add(new() { Value = Batch });
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                done.Add(reader.GetGuid(0));
                if (reader.GetString(1).StartsWith("installation", StringComparison.Ordinal) && InstallationOf((byte[])reader[2]) is { } id)
                    changed.Add(id);
            }
        }

        if (done.Count == 0)
            return 0;
        foreach (var installation in changed)
            await forget.TellAsync(installation);
        await using var update = new NpgsqlCommand("update events set processed_at = $1 where delivery_id = any($2)", connection);
        update.Parameters.Add(new() { Value = Time.GetUtcNow().UtcDateTime });
        update.Parameters.Add(new() { Value = done.ToArray() });
        await update.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return done.Count;
    }

    private static long? InstallationOf(byte[] payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.GetProperty("installation").GetProperty("id").GetInt64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // signed by GitHub, and yet about no installation
        }
    }
}
