using Npgsql;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Work;

namespace Octobatch.Campaigns.Runs.Work;

/// <summary>Listens for <see cref="RunChannel"/>. Without it work is found later, by looking now and then.</summary>
internal sealed class RunListener(IServiceProvider services, RunSignal signal, WorkerParts parts) : SteadyWorker(parts)
{
    protected override string Consequence => "Postgres cannot be listened to, so runs start a little later";

    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
        connection.Notification += (_, _) => signal.Set();
        await using (var listen = new NpgsqlCommand($"listen {RunChannel.Name}", connection))
            await listen.ExecuteNonQueryAsync(cancellation);
        signal.Set(); // what was told before this is found by looking
        while (true)
            await connection.WaitAsync(cancellation);
    }
}
