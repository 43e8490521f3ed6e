using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Octobatch.Campaigns.Steps.Running.Kubernetes;

/// <summary>Makes a Job, waits for its pod, and takes it away again.</summary>
internal sealed class JobPods(IKubernetes kubernetes, string namespaceName, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(5);

    // What a container waits for in vain, however long it waits.
    private static readonly string[] Hopeless = ["InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"];

    /// <summary>Makes the Job. One of its name is what an earlier try has left, half done: it goes first.</summary>
    /// <exception cref="HttpOperationException">The API refuses.</exception>
    public async Task CreateAsync(V1Job job, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await kubernetes.BatchV1.CreateNamespacedJobAsync(job, namespaceName, cancellationToken: cancellation);
                return;
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict && tries < 120)
            {
                await DeleteAsync(job.Metadata.Name, cancellation);
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    /// <summary>Deletes the Job with its pod; none is no failure.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        try
        {
            await kubernetes.BatchV1.DeleteNamespacedJobAsync(name, namespaceName, gracePeriodSeconds: 0, propagationPolicy: "Background", cancellationToken: cancellation);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.NotFound)
        {
            // It is gone already.
        }
    }

    /// <returns>The running pod's name; or why there is none.</returns>
    public async Task<(string? Pod, RunFailure? Failure)> WaitAsync(string name, CancellationToken cancellation)
    {
        var end = time.GetUtcNow() + LongestStart;
        for (var last = "there is no pod yet"; ;)
        {
            var pods = await kubernetes.CoreV1.ListNamespacedPodAsync(namespaceName, labelSelector: $"job-name={name}", cancellationToken: cancellation);
            // One that is on its way out is an earlier try's.
            if (pods.Items.FirstOrDefault(pod => pod.Metadata.DeletionTimestamp is null) is { } pod)
            {
                var state = pod.Status?.ContainerStatuses?.FirstOrDefault()?.State;
                if (state?.Running is not null)
                    return (pod.Metadata.Name, null);
                if (pod.Status?.Phase is "Failed" or "Succeeded" || state?.Terminated is not null)
                    return (null, new($"the container ended before its command: {Text(state?.Terminated?.Reason ?? pod.Status?.Reason, state?.Terminated?.Message ?? pod.Status?.Message)}", Retryable: false));
                if (state?.Waiting is { } waiting)
                {
                    last = Text(waiting.Reason, waiting.Message);
                    if (Hopeless.Contains(waiting.Reason, StringComparer.Ordinal))
                        return (null, new($"the container cannot start: {last}", Retryable: false));
                }
                else if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
                {
                    last = Text(unscheduled.Reason, unscheduled.Message);
                }
            }

            if (time.GetUtcNow() >= end)
                return (null, new($"the container has not started within {LongestStart.TotalMinutes} minutes: {last}", Retryable: true));
            await Task.Delay(Pause, time, cancellation);
        }
    }

    private static string Text(string? reason, string? message) =>
        string.Join(": ", new[] { reason, message }.Where(text => !string.IsNullOrEmpty(text))) is { Length: > 0 } text ? text : "no reason given";
}
