using Octobatch.Standalone.Embedded;

namespace Octobatch.Standalone;

/// <summary>Starts the embedded Postgres again when it has ended without being asked to; the services wait for it by themselves.</summary>
internal sealed partial class PostgresKeeper(EmbeddedPostgres postgres, ILogger<PostgresKeeper> logger) : IAsyncDisposable
{
    // Time for the old one's last processes to go; and long enough that one that cannot run does not keep the machine busy.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();
    private Task keeping = Task.CompletedTask;

    public void Start() => keeping = KeepAsync(stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task KeepAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await postgres.Exited.WaitAsync(cancellation);
            LogEnded(Pause.TotalSeconds);
            await Task.Delay(Pause, cancellation);
            try
            {
                await postgres.RestartAsync(cancellation);
                LogBack();
            }
            catch (EmbeddedServerException e)
            {
                LogFailed(e.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Postgres has ended; it is started again in {Seconds} s")]
    private partial void LogEnded(double seconds);

    [LoggerMessage(LogLevel.Warning, "Postgres is back")]
    private partial void LogBack();

    [LoggerMessage(LogLevel.Error, "Postgres cannot be started again: {Reason}")]
    private partial void LogFailed(string reason);
}
