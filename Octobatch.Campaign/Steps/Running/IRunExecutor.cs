using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Running.Jobs;

namespace Octobatch.Campaigns.Steps.Running;

/// <summary>
/// Runs one command where it can do no harm. It gets <see cref="JobScript"/> to run with a job's input, and gives back what that writes:
/// both executors differ in the walls, not in what happens within.
/// </summary>
public interface IRunExecutor
{
    /// <summary>Why no command can be run here at all, with the way to change it; null when it can.</summary>
    string? Problem { get; }

    /// <summary>
    /// Runs the command to its end, or to its time limit, and leaves nothing running behind. A cancelled one is stopped.
    /// </summary>
    Task<JobEnd> RunAsync(Job job, CancellationToken cancellation);
}

/// <summary>A command with all that it needs.</summary>
/// <param name="Name">The same for a retry of the same command on the same commit: at most 63 of <c>a-z</c>, <c>0-9</c> and <c>-</c>.</param>
/// <param name="Step">The command, its image, its environment and its time limit.</param>
/// <param name="Input">What goes to the script's standard input.</param>
/// <param name="Output">Takes the script's standard output; it may end before the stream does, and then the job is ended.</param>
/// <param name="Log">Takes the script's standard error: what the command writes.</param>
public sealed record Job(string Name, RunStep Step, JobInput Input, Func<Stream, CancellationToken, Task> Output, OutputLog Log);

/// <summary>How a job ended.</summary>
/// <param name="Failure">Null when the script ran to its end, whatever the command's exit code.</param>
public sealed record JobEnd(RunFailure? Failure)
{
    public static JobEnd Done { get; } = new((RunFailure?)null);

    public static JobEnd TimedOut(TimeSpan limit) => new(new RunFailure($"the command took longer than its {Text(limit)}", Retryable: false));

    public static JobEnd Unavailable(string reason) => new(new RunFailure(reason, Retryable: true));

    private static string Text(TimeSpan limit) =>
        limit.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{(long)limit.TotalMinutes} minutes" : $"{(long)limit.TotalSeconds} seconds";
}
