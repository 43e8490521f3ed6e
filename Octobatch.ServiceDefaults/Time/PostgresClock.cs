using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Time;

/// <summary>The time of day as Postgres has it, so that all replicas agree. Until it was asked, this machine's.</summary>
public sealed class PostgresClock : TimeProvider
{
    private long offsetTicks;

    /// <summary>How far Postgres's clock is ahead of this machine's.</summary>
    public TimeSpan Offset
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref offsetTicks));
        internal set => Interlocked.Exchange(ref offsetTicks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
}

/// <summary>Measures the offset at start and every ten minutes; a failed measurement keeps the last one.</summary>
internal sealed partial class PostgresClockSync(
    PostgresClock clock, IServiceProvider services, ConfigurationProblems problems, ILogger<PostgresClockSync> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WorthSaying = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return;
        var postgres = services.GetRequiredService<NpgsqlDataSource>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var measured = await TryMeasureAsync(postgres, stoppingToken);
            await Task.Delay(measured ? Every : RetryAfter, TimeProvider.System, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryMeasureAsync(NpgsqlDataSource postgres, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await postgres.OpenConnectionAsync(cancellation);
            await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
            var before = TimeProvider.System.GetUtcNow();
            var theirs = (DateTime)(await command.ExecuteScalarAsync(cancellation))!;
            var after = TimeProvider.System.GetUtcNow();
            clock.Offset = theirs - (before + ((after - before) / 2)).UtcDateTime;
            if (clock.Offset.Duration() > WorthSaying)
                LogOffset(clock.Offset.TotalSeconds);
            return true;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return false; // the migrator says that Postgres is away
        }
    }

    [LoggerMessage(LogLevel.Warning, "This machine's clock differs from Postgres's by {Seconds:0.0} s; Postgres's is used")]
    private partial void LogOffset(double seconds);
}
