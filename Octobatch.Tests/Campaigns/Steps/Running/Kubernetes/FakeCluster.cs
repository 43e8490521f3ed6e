using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Running.Sandboxes;

namespace Octobatch.Tests.Campaigns.Steps.Running.Kubernetes;

/// <summary>
/// The few calls of Kubernetes' API that Jobs of commands need, over HTTP and its WebSocket protocol. A container is a real sandbox in which
/// the command that comes really runs.
/// </summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeCluster(WebApplication app)
    {
        this.app = app;
        app.UseWebSockets();
        const string jobs = "/apis/batch/v1/namespaces/steps/jobs";
        app.MapPost(jobs, CreateAsync);
        app.MapDelete(jobs + "/{name}", Delete);
        app.MapGet("/api/v1/namespaces/steps/pods", List);
        app.Map("/api/v1/namespaces/steps/pods/{pod}/exec", ExecAsync);
    }

    public ConcurrentDictionary<string, V1Job> Jobs { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What the pods show; by default they run.</summary>
    public Func<V1PodStatus> PodStatus { get; set; } = () => new() { Phase = "Running", ContainerStatuses = [new() { Name = "step", State = new() { Running = new() } }] };

    /// <summary>The connection breaks after so many bytes of output.</summary>
    public int? BreaksAfter { get; set; }

    public IKubernetes Connect() => new k8s.Kubernetes(new KubernetesClientConfiguration { Host = app.Urls.Single() });

    public static async Task<FakeCluster> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var cluster = new FakeCluster(builder.Build());
        await cluster.app.StartAsync();
        return cluster;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var job = KubernetesJson.Deserialize<V1Job>(await reader.ReadToEndAsync());
        Calls.Enqueue($"create {job.Metadata.Name}");
        return Jobs.TryAdd(job.Metadata.Name, job) ? Answer(job, 201) : Status(409, "Failure", "AlreadyExists");
    }

    private IResult Delete(string name)
    {
        Calls.Enqueue($"delete {name}");
        return Jobs.TryRemove(name, out _) ? Status(200, "Success", null) : Status(404, "Failure", "NotFound");
    }

    private IResult List(string labelSelector) => Answer(
        new V1PodList
        {
            ApiVersion = "v1",
            Kind = "PodList",
            Metadata = new(),
            Items = [.. Jobs.Values.Where(job => labelSelector == $"job-name={job.Metadata.Name}").Select(job => new V1Pod { Metadata = new() { Name = job.Metadata.Name + "-x7k2p" }, Status = PodStatus() })],
        }, 200);

    private async Task ExecAsync(HttpContext context, string pod)
    {
        var job = Jobs[pod[..pod.LastIndexOf('-')]];
        Calls.Enqueue($"exec {job.Metadata.Name}");
        var variables = job.Spec.Template.Spec.Containers[0].Env.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
        using var socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
        using var process = Process.Start(SandboxHost.Info(SandboxArguments.Of(
            SandboxHost.This, new() { Command = "", Env = variables }, [.. context.Request.Query["command"].Select(word => word!)], RunLimits.Default)))!;
        using var gone = context.RequestAborted.Register(process.Kill);
        var sending = new SemaphoreSlim(1);
        var input = TakeAsync(socket, process);
        var output = SendAsync(socket, sending, 1, process.StandardOutput.BaseStream, BreaksAfter);
        var errors = SendAsync(socket, sending, 2, process.StandardError.BaseStream, null);
        await output;
        if (BreaksAfter is not null)
        {
            // At once: a command whose output nobody takes any more writes no errors either, and does not end.
            process.Kill();
            context.Abort();
            return;
        }

        await errors;
        await process.WaitForExitAsync();
        byte[] status = [3, .. Encoding.UTF8.GetBytes(process.ExitCode == 0 ? StatusJson("Success", null) : StatusJson("Failure", "NonZeroExitCode"))];
        await socket.SendAsync(status.AsMemory(), WebSocketMessageType.Binary, true, CancellationToken.None);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    // As the API server: what comes on channel 0 is the input; this version of the protocol cannot close it.
    private static async Task TakeAsync(WebSocket socket, Process process)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
                await process.StandardInput.BaseStream.WriteAsync(buffer.AsMemory(1, received.Count - 1));
        }
        catch (Exception e) when (e is IOException or WebSocketException or OperationCanceledException)
        {
            // The command has ended, or its client.
        }
    }

    private static async Task SendAsync(WebSocket socket, SemaphoreSlim sending, byte channel, Stream from, int? breaksAfter)
    {
        var buffer = new byte[4096];
        buffer[0] = channel;
        for (var total = 0; await from.ReadAsync(buffer.AsMemory(1)) is > 0 and var read; total += read)
        {
            if (total > breaksAfter)
                return;
            await sending.WaitAsync();
            await socket.SendAsync(buffer.AsMemory(0, read + 1), WebSocketMessageType.Binary, true, CancellationToken.None);
            sending.Release();
        }
    }

    private static IResult Status(int code, string status, string? reason) => Results.Text(StatusJson(status, reason), "application/json", statusCode: code);

    private static string StatusJson(string status, string? reason) =>
        JsonSerializer.Serialize(new { kind = "Status", apiVersion = "v1", metadata = new { }, status, reason, message = "as the server says it" });

    private static IResult Answer(object value, int status) => Results.Text(KubernetesJson.Serialize(value), "application/json", statusCode: status);
}
