using System.Net.WebSockets;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using Octobatch.Campaigns.Steps.Running.Jobs;

namespace Octobatch.Campaigns.Steps.Running.Kubernetes;

/// <summary>Runs each command in a Kubernetes Job of its own: OCTOBATCH_RUN_STEPS=kubernetes. Files go in and out through the API's exec stream.</summary>
internal sealed class KubernetesExecutor(Func<IKubernetes> connect, RunStepSettings settings, RunLimits limits, TimeProvider time) : IRunExecutor, IDisposable
{
    private readonly Lazy<IKubernetes> _kubernetes = new(connect);

    public string? Problem => null;

    public async Task<JobEnd> RunAsync(Job job, CancellationToken cancellation)
    {
        // Before anything is made: nothing of an image that was taken off the list may start, whichever spec still names it.
        if (settings.ImageProblem(job.Step.Image) is { } problem)
            return new(new RunFailure($"{job.Step.Image ?? "the step"} {problem}", Retryable: false));
        JobPods? pods = null;
        try
        {
            pods = new(_kubernetes.Value, settings.Namespace, time);
            await pods.CreateAsync(JobManifest.Of(job, settings.Namespace, limits), cancellation);
            var (pod, failure) = await pods.WaitAsync(job.Name, cancellation);
            return pod is null ? new(failure) : await ExecAsync(job, pod, cancellation);
        }
        catch (HttpOperationException e)
        {
            return new(new RunFailure($"Kubernetes refuses the Job ({(int)e.Response.StatusCode}): {e.Response.Content}", Retryable: (int)e.Response.StatusCode is 409 or 429 or >= 500));
        }
        catch (Exception e) when (e is HttpRequestException or WebSocketException or IOException or KubernetesException or KubeConfigException)
        {
            return JobEnd.Unavailable($"the Kubernetes API cannot be reached: {e.Message}");
        }
        finally
        {
            if (pods is not null)
                await RemoveAsync(pods, job.Name);
        }
    }

    public void Dispose()
    {
        if (_kubernetes.IsValueCreated)
            _kubernetes.Value.Dispose();
    }

    private async Task<JobEnd> ExecAsync(Job job, string pod, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(job.Step.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var socket = await _kubernetes.Value.WebSocketNamespacedPodExecAsync(
                pod, settings.Namespace, JobScript.CommandLine(job.Input.Bytes), JobManifest.Container,
                stderr: true, stdin: true, stdout: true, tty: false, webSocketSubProtocol: ExecChannels.Protocol, cancellationToken: either.Token);
            var channels = new ExecChannels(socket, job.Log);
            var receiving = channels.ReceiveAsync(either.Token);
            var output = ReadAsync(job, channels, either.Token);
            await SendAsync(job, channels, either.Token);
            await Task.WhenAll(receiving, output);
            return channels.Status is null && !output.Result
                ? JobEnd.Unavailable("the connection to the container broke")
                : JobEnd.Done;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return JobEnd.TimedOut(job.Step.Timeout);
        }
    }

    /// <returns>Whether the reader had enough before the output ended.</returns>
    private static async Task<bool> ReadAsync(Job job, ExecChannels channels, CancellationToken cancellation)
    {
        var stream = channels.Output;
        await job.Output(stream, cancellation);
        var hadEnough = await stream.ReadAsync(new byte[1], cancellation) > 0;
        await channels.StopReadingAsync();
        return hadEnough;
    }

    private static async Task SendAsync(Job job, ExecChannels channels, CancellationToken cancellation)
    {
        try
        {
            await using var input = File.OpenRead(job.Input.Path);
            await channels.SendAsync(input, cancellation);
        }
        catch (Exception e) when (e is WebSocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // The container ended before it had read all; its output says with what. A socket that the receiver found broken cancels who sends.
        }
    }

    /// <summary>Also after a cancelled run; a Job that cannot be deleted now ends by its deadline and its time to live.</summary>
    private static async Task RemoveAsync(JobPods pods, string name)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20)); // real ones: it bounds a call, and plans nothing
        try
        {
            await pods.DeleteAsync(name, patience.Token);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or OperationCanceledException)
        {
        }
    }
}
