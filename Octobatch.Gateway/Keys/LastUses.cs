using System.Collections.Concurrent;
using Npgsql;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Gateway.Keys;

/// <summary>Notes in memory when keys are used, and writes that down once a minute. What a crash loses is at most that minute.</summary>
internal sealed partial class LastUses(KeyStore store, SchemaState schema, TimeProvider time, ILogger<LastUses> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> uses = [];

    public void Note(Guid key) => uses[key] = time.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (schema.Ready)
            await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
                await FlushAsync(stoppingToken);
        }
    }

    /// <summary>Writes down what was noted since the last time; when that fails, it waits for the next.</summary>
    internal async Task FlushAsync(CancellationToken cancellation)
    {
        var batch = uses.ToArray();
        if (batch.Length == 0)
            return;
        try
        {
            await store.WriteLastUsesAsync(batch, cancellation);
            foreach (var use in batch)
                uses.TryRemove(use); // one noted meanwhile stays
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            LogPostponed(e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When keys were last used is written down later: {Reason}")]
    private partial void LogPostponed(string reason);
}
