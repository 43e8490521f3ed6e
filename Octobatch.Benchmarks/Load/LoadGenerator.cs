using System.Diagnostics;
using System.Net;

namespace Octobatch.Benchmarks.Load;

/// <summary>
/// Keeps a fixed number of connections busy, each with one request after another. Every answer is read to its end and must be 200.
/// </summary>
internal sealed class LoadGenerator(IPEndPoint target, int connections)
{
    /// <param name="requests">Whole requests as bytes; each connection goes through them in order, from a place of its own.</param>
    public async Task<LoadResult> RunAsync(IReadOnlyList<byte[]> requests, TimeSpan duration)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => HttpConnection.OpenAsync(target)));
        try
        {
            var started = Stopwatch.GetTimestamp();
            var end = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            var results = await Task.WhenAll(open.Select((connection, index) => Task.Run(() => DriveAsync(connection, requests, index, end))));
            return LoadResult.Sum(results, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            foreach (var connection in open)
                connection.Dispose();
        }
    }

    private static async Task<LoadResult> DriveAsync(HttpConnection connection, IReadOnlyList<byte[]> requests, int first, long end)
    {
        var result = new LoadResult();
        for (var next = first; ; next++)
        {
            var before = Stopwatch.GetTimestamp();
            if (before >= end)
                return result;
            await connection.SendAsync(requests[next % requests.Count]);
            result.Add(Stopwatch.GetElapsedTime(before));
        }
    }
}
