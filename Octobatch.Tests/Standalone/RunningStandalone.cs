using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Tests.Standalone;

/// <summary>Standalone as its users start it: a process of its own, with its screen.</summary>
internal sealed class RunningStandalone : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);
    private readonly ChildProcess process;
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningStandalone(ChildProcess process, int portBase)
    {
        (this.process, PortBase) = (process, portBase);
        Client = new HttpClient { BaseAddress = new Uri($"http://localhost:{portBase}") };
    }

    public int PortBase { get; }

    public HttpClient Client { get; }

    public int ProcessId => process.Id;

    public Task Exited => process.Exited;

    public string Screen
    {
        get
        {
            lock (gate)
                return string.Join('\n', lines);
        }
    }

    /// <summary>Starts it and waits for the screen that says it runs, or for its end.</summary>
    public static Task<RunningStandalone> StartAsync(string data, int portBase, params string[] more) =>
        StartAsync(data, portBase, new Dictionary<string, string?>(), more);

    public static async Task<RunningStandalone> StartAsync(
        string data, int portBase, IReadOnlyDictionary<string, string?> environment, params string[] more)
    {
        RunningStandalone? running = null;
        var early = new List<string>();
        var child = await ChildProcess.StartAsync(new ChildProcessOptions(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Octobatch.Standalone.dll"), "--data", data, "--port-base", $"{portBase}", .. more])
        {
            Environment = environment,
            OnParentDeath = ChildSignal.Kill,
            OnOutput = line =>
            {
                lock (early)
                {
                    if (running is null)
                        early.Add(line);
                    else
                        running.Add(line);
                }
            },
        });
        lock (early)
        {
            running = new RunningStandalone(child, portBase);
            early.ForEach(running.Add);
        }

        await Task.WhenAny(running.SaysAsync("Ctrl+C stops everything."), child.Exited).WaitAsync(StartLimit);
        return running;
    }

    /// <summary>Completes once the inventory, which fills itself after the start, has all of the sample organisations.</summary>
    public async Task FillAsync(string adminKey)
    {
        await Eventually.TrueAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/inventory") { Headers = { Authorization = new("Bearer", adminKey) } };
            using var response = await Client.SendAsync(request);
            return response.IsSuccessStatusCode
                && (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().ToList() is { Count: 2 } items
                && items.TrueForAll(item => item.GetProperty("state").GetString() == "idle" && item.GetProperty("repositories").GetInt32() > 0);
        });
    }

    public void Send(ChildSignal signal) => process.Send(signal);

    /// <summary>Completes once a line with this text has appeared.</summary>
    public async Task SaysAsync(string text)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (lines.Exists(l => l.Contains(text, StringComparison.Ordinal)))
                    return;
                next = changed.Task;
            }

            await next;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.StopAsync(ChildSignal.Terminate, TimeSpan.FromSeconds(20));
        await process.DisposeAsync();
    }

    private void Add(string line)
    {
        lock (gate)
        {
            lines.Add(line);
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
