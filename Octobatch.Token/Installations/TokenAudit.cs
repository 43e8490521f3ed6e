using System.Threading.Channels;
using Npgsql;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// Writes the audit rows of tokens, in batches and in order. Minting must work while Postgres does not, so rows wait here, a bounded
/// number of them, and are written when it is back.
/// </summary>
internal sealed partial class TokenAudit(
    IServiceProvider services, AuditLog log, SchemaState schema, ConfigurationProblems problems, TimeProvider time, ILogger<TokenAudit> logger)
    : BackgroundService
{
    private const int Capacity = 20_000;
    private const int Batch = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly List<Waiting> batch = new(Batch);
    private readonly bool canWrite = problems.Of("postgres") is null; // without an address there is nowhere to write to; said at start
    private Channel<Waiting>? channel;
    private volatile bool writes; // the last attempt succeeded, so waiting for the next makes sense
    private long dropped;

    /// <summary>
    /// Notes an entry and waits for a short while until it is written, so that a token is usually not handed out before its row exists.
    /// </summary>
    public async Task WriteAsync(AuditEntry entry)
    {
        if (!canWrite)
            return;
        var waiting = new Waiting(entry with { At = time.GetUtcNow() }, new(TaskCreationOptions.RunContinuationsAsynchronously));
        Queue.Writer.TryWrite(waiting);
        if (!writes)
            return;
        // Real time, as any limit on waiting for another machine.
        await waiting.Written!.Task.WaitAsync(Patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!waiting.Written.Task.IsCompletedSuccessfully)
            LogLate(entry.Action, entry.Subject);
    }

    /// <summary>Notes an entry; it is written as soon as may be.</summary>
    public void Note(AuditEntry entry)
    {
        if (canWrite)
            Queue.Writer.TryWrite(new(entry with { At = time.GetUtcNow() }, null));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Queue.Writer.TryComplete();
        if (writes && ExecuteTask is { } running)
            await running.WaitAsync(TimeSpan.FromSeconds(5), TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!canWrite)
            return;
        await schema.WaitAsync(stoppingToken);
        writes = true;
        while (batch.Count > 0 || await Queue.Reader.WaitToReadAsync(stoppingToken))
        {
            while (batch.Count < Batch && Queue.Reader.TryRead(out var next))
                batch.Add(next);
            if (!await TryWriteAsync(stoppingToken))
                await Task.Delay(RetryAfter, TimeProvider.System, stoppingToken);
        }
    }

    private Channel<Waiting> Queue => LazyInitializer.EnsureInitialized(ref channel, () => Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, Drop));

    private async Task<bool> TryWriteAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
            await log.WriteAsync(connection, batch.ConvertAll(w => w.Entry), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            if (writes)
                LogPostponed(e.Message);
            writes = false;
            return false;
        }

        if (!writes)
            LogCaughtUp();
        writes = true;
        batch.ForEach(w => w.Written?.TrySetResult());
        batch.Clear();
        return true;
    }

    private void Drop(Waiting oldest)
    {
        if (Interlocked.Increment(ref dropped) % 1000 == 1)
            LogDropped(dropped);
    }

    private sealed record Waiting(AuditEntry Entry, TaskCompletionSource? Written);

    [LoggerMessage(LogLevel.Warning, "Audit rows are kept in memory until Postgres takes them: {Reason}")]
    private partial void LogPostponed(string reason);

    [LoggerMessage(LogLevel.Information, "Audit rows are written again")]
    private partial void LogCaughtUp();

    [LoggerMessage(LogLevel.Warning, "The audit row {Action} of {Subject} will be written later")]
    private partial void LogLate(string action, string subject);

    [LoggerMessage(LogLevel.Error, "{Count} audit rows are lost, because Postgres has been away for too long")]
    private partial void LogDropped(long count);
}
