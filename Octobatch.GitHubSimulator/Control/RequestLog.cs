using System.Collections.Concurrent;

namespace Octobatch.GitHubSimulator.Control;

/// <summary>One request that was made; never its credentials or its body.</summary>
/// <param name="At">When it came, on the simulator's clock.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without query and without <c>/api/v3</c>.</param>
/// <param name="Route">The route that took it, such as <c>/repos/{owner}/{repo}</c>; <c>(none)</c> when none did.</param>
/// <param name="Status">The status of the answer; 0 when there was none.</param>
/// <param name="InstallationId">Whose token it carried.</param>
/// <param name="RequestId">The id in the answer's <c>x-github-request-id</c>.</param>
public sealed record LoggedRequest(
    DateTimeOffset At, string Method, string Path, string Route, int Status, long? InstallationId, string RequestId);

/// <summary>The last requests, and counters of all of them. Requests to the control API are not among them.</summary>
public sealed class RequestLog(int length)
{
    private readonly Lock gate = new();
    private readonly Queue<LoggedRequest> last = new();
    private readonly ConcurrentDictionary<string, long> byRoute = new();
    private long total;

    /// <summary>How many requests there were since the start or since <see cref="Clear"/>.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>How many by method and route, such as <c>GET /repos/{owner}/{repo}</c>.</summary>
    public IReadOnlyDictionary<string, long> ByRoute => byRoute;

    /// <summary>The last requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Last
    {
        get
        {
            lock (gate)
                return [.. last];
        }
    }

    /// <summary>How many requests there were to a route.</summary>
    public long Count(string method, string route) => byRoute.GetValueOrDefault($"{method} {route}");

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (gate)
        {
            last.Clear();
            byRoute.Clear();
            Interlocked.Exchange(ref total, 0);
        }
    }

    internal void Add(LoggedRequest request)
    {
        Interlocked.Increment(ref total);
        byRoute.AddOrUpdate($"{request.Method} {request.Route}", 1, (_, count) => count + 1);
        lock (gate)
        {
            if (last.Count == length)
                last.Dequeue();
            last.Enqueue(request);
        }
    }
}
