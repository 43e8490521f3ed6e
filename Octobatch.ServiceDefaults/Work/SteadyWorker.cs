using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.ServiceDefaults.Work;

/// <summary>
/// Work in the background for as long as the service lives: it begins when the schema is there, and goes on after a failure, which is said.
/// </summary>
public abstract partial class SteadyWorker(WorkerParts parts) : BackgroundService
{
    /// <summary>Settings without which there is nothing to begin; what is wrong with them is said at start and by <c>/healthz</c>.</summary>
    protected virtual IReadOnlyList<string> Needs { get; } = ["postgres"];

    protected virtual TimeSpan AfterFailure => TimeSpan.FromSeconds(5);

    /// <summary>What a failure means to those who run the service: <c>Runs stand still for a moment</c>.</summary>
    protected abstract string Consequence { get; }

    protected TimeProvider Time => parts.Time;

    /// <summary>One round; the next follows at once.</summary>
    protected abstract Task WorkAsync(CancellationToken cancellation);

    /// <summary>Waits; a service that stops ends the wait and nothing else.</summary>
    protected async Task RestAsync(TimeSpan time, CancellationToken cancellation) =>
        await Task.Delay(time, Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Says that a round came to nothing.</summary>
    protected void Say(string reason) => LogFailed(parts.Loggers.CreateLogger(GetType()), Consequence, reason);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Needs.Any(need => parts.Problems.Of(need) is not null))
            return;
        await parts.Schema.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The end, as asked.
            }
            catch (Exception e)
            {
                Say(e.Message);
                await RestAsync(AfterFailure, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Consequence}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string consequence, string reason);
}

/// <summary>What every worker stands on.</summary>
public sealed record WorkerParts(ConfigurationProblems Problems, SchemaState Schema, TimeProvider Time, ILoggerFactory Loggers);
