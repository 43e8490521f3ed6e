using System.Globalization;
using System.Net;

namespace Octobatch.Tests.GitHub;

/// <summary>
/// A GitHub that counts in its own way what its limits forbid, and refuses as GitHub does. It knows nothing of the client's budgets: it
/// keeps every request and looks back over each window.
/// </summary>
internal sealed class WatchingGitHub(TimeProvider time, int seed)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private readonly List<Seen> requests = [];
    private readonly Dictionary<string, (int Used, DateTimeOffset Reset)> primaries = [];
    private int underWay;

    private sealed record Seen(DateTimeOffset At, bool GraphQL, int Points, bool Writes, bool Content);

    public int Contents { get; private set; }

    public int Writes { get; private set; }

    public int Reads { get; private set; }

    public int MostAtOnce { get; private set; }

    public int PrimaryRefusals { get; private set; }

    /// <summary>Each limit that was broken, in words.</summary>
    public List<string> Broken { get; } = [];

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var (there, back) = (Milliseconds(5, 300), Milliseconds(30, 900));
        var sent = time.GetUtcNow();
        await Task.Delay(there, time, cancellation);
        HttpResponseMessage response;
        lock (gate)
            response = Arrive(request, sent);
        await Task.Delay(back, time, cancellation);
        lock (gate)
            underWay--;
        return response;
    }

    /// <summary>The shortest time between two writes as they were sent.</summary>
    public TimeSpan ShortestSpacing { get; private set; } = TimeSpan.MaxValue;

    private DateTimeOffset lastWrite = DateTimeOffset.MinValue;

    private HttpResponseMessage Arrive(HttpRequestMessage request, DateTimeOffset sent)
    {
        MostAtOnce = Math.Max(MostAtOnce, ++underWay);
        var now = time.GetUtcNow();
        var path = request.RequestUri!.AbsolutePath;
        var graphQL = path == "/graphql";
        var writes = request.Method != HttpMethod.Get && (!graphQL || request.Content!.ReadAsStringAsync().Result.Contains("mutation", StringComparison.Ordinal));
        var content = writes && (graphQL || path.EndsWith("/pulls", StringComparison.Ordinal));
        var points = !writes ? 1 : graphQL ? 15 : 5;
        var one = new Seen(now, graphQL, points, writes, content);
        requests.Add(one);

        if (underWay > 100)
            Broken.Add($"{now:T} {underWay} requests at once");
        Over("points", points: r => r.GraphQL == graphQL ? r.Points : 0, Minute, graphQL ? 2000 : 900);
        if (content)
        {
            Over("content a minute", r => r.Content ? 1 : 0, Minute, 80);
            Over("content an hour", r => r.Content ? 1 : 0, Hour, 500);
        }

        if (writes)
        {
            (Writes, Contents) = (Writes + 1, Contents + (content ? 1 : 0));
            if (lastWrite != DateTimeOffset.MinValue && sent - lastWrite < ShortestSpacing)
                ShortestSpacing = sent - lastWrite;
            lastWrite = sent;
        }
        else
        {
            Reads++;
        }

        return Primary(graphQL ? "graphql" : "core", now);

        void Over(string what, Func<Seen, int> points, TimeSpan window, int limit)
        {
            var sum = 0;
            for (var i = requests.Count - 1; i >= 0 && requests[i].At > now - window; i--)
                sum += points(requests[i]);
            if (sum > limit)
                Broken.Add($"{now:T} {what}: {sum} of {limit}");
        }
    }

    private HttpResponseMessage Primary(string resource, DateTimeOffset now)
    {
        var (used, reset) = primaries.TryGetValue(resource, out var known) && known.Reset > now ? known : (0, now + Hour);
        var enough = used < 5000;
        primaries[resource] = (used + (enough ? 1 : 0), reset);
        PrimaryRefusals += enough ? 0 : 1;
        var refused = Broken.Count > 0;
        var response = StubClients.Json(
            refused || !enough ? HttpStatusCode.Forbidden : HttpStatusCode.OK,
            refused ? """{"message":"You have exceeded a secondary rate limit."}"""
            : enough ? """{"data":{"ok":true}}""" : """{"message":"API rate limit exceeded for installation ID 1."}""");
        response.Headers.Date = now;
        foreach (var (name, value) in new[] { ("limit", 5000L), ("remaining", 4999L - used < 0 ? 0 : 4999L - used), ("reset", reset.ToUnixTimeSeconds()) })
            response.Headers.Add($"x-ratelimit-{name}", value.ToString(CultureInfo.InvariantCulture));
        response.Headers.Add("x-ratelimit-resource", resource);
        return response;
    }

    private TimeSpan Milliseconds(int least, int most)
    {
        lock (gate)
            return TimeSpan.FromMilliseconds(random.Next(least, most));
    }
}
