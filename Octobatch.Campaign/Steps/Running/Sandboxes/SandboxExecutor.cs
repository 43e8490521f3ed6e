using System.Diagnostics;
using Octobatch.Campaigns.Steps.Running.Jobs;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Campaigns.Steps.Running.Sandboxes;

/// <summary>Runs commands beside this service in bubblewrap: OCTOBATCH_RUN_STEPS=process. Never without.</summary>
internal sealed class SandboxExecutor(RunLimits limits, TimeProvider time) : IRunExecutor
{
    /// <summary>How long to wait for what it said last, should something outlive the sandbox that keeps its output open.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    public string? Problem => SandboxHost.Problem;

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancellation)
    {
        if (Problem is { } problem)
            return new(new RunFailure(problem, Retryable: false));
        using var limit = new CancellationTokenSource(job.Step.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var info = SandboxHost.Info(SandboxArguments.Of(SandboxHost.This, job.Step, JobScript.CommandLine(job.Input.Bytes), limits));
        using var process = await ProcessStarter.StartAsync(info);
        var errors = ReadErrorsAsync(process, job.Log);
        try
        {
            var input = FeedAsync(process, job.Input, either.Token);
            await job.Output(process.StandardOutput.BaseStream, either.Token);
            if (await process.StandardOutput.BaseStream.ReadAsync(new byte[1], either.Token) > 0)
                Kill(process); // it has more to say, and nobody wants to hear it
            await Task.WhenAll(input, errors.WaitAsync(either.Token), process.WaitForExitAsync(either.Token));
            return process.ExitCode != 0 && job.Log.ToString() is var said && said.StartsWith("bwrap: ", StringComparison.Ordinal)
                ? JobEnd.Unavailable($"no sandbox could be made: {said.Trim()}")
                : JobEnd.Done;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return JobEnd.TimedOut(job.Step.Timeout);
        }
        finally
        {
            Kill(process);
            await process.WaitForExitAsync(CancellationToken.None);
            await errors.WaitAsync(LastWords, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task FeedAsync(Process process, JobInput input, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(input.Path);
            await file.CopyToAsync(process.StandardInput.BaseStream, cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all; its output says with what.
        }
    }

    /// <summary>To the end, which comes with the sandbox's.</summary>
    private static async Task ReadErrorsAsync(Process process, OutputLog log)
    {
        var buffer = new byte[16 * 1024];
        while (await process.StandardError.BaseStream.ReadAsync(buffer) is > 0 and var read)
            log.Append(buffer.AsSpan(0, read));
    }

    // The sandbox dies with its first process, and with the sandbox everything that was started in it.
    private static void Kill(Process process)
    {
        if (!process.HasExited)
            process.Kill();
    }
}
