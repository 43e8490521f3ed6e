using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;

namespace Octobatch.Cli.Runs;

/// <summary>
/// What happens in a campaign, for as long as somebody reads it: how it stands now, then the API's events, and the last of them again where
/// none comes for some seconds. A connection that breaks, or on which nothing comes for long, is made anew after another look.
/// </summary>
internal sealed class ProgressFeed(Session session, string campaign)
{
    private const int TriesInARow = 15;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    public async IAsyncEnumerable<Progress> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var last = await NowAsync(cancellation);
            yield return last;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var events = EventsAsync(over.Token).GetAsyncEnumerator(over.Token);
            var next = NextAsync(events);
            try
            {
                while (!cancellation.IsCancellationRequested)
                {
                    if (await Task.WhenAny(next, Task.Delay(Again, session.Time, over.Token)) == next)
                    {
                        if (!await next)
                            break;
                        last = events.Current;
                        next = NextAsync(events);
                    }

                    yield return last;
                }
            }
            finally
            {
                // Whoever reads may stop while the next event is awaited, and nothing may be disposed of that moves.
                await over.CancelAsync();
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await events.DisposeAsync();
            }

            await Task.Delay(Pause, session.Time, cancellation);
        }
    }

    /// <summary>Asks the API, and again while it cannot be reached: a restart takes some seconds, and whoever waits for hours waits for that too.</summary>
    public async Task<ApiAnswer> GetAsync(string path, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await session.Client.GetAsync(path, cancellation);
            }
            catch (StopException e) when (e.Code == ExitCode.Unreachable && tries < TriesInARow)
            {
                await Task.Delay(Pause, session.Time, cancellation);
            }
        }
    }

    private async Task<Progress> NowAsync(CancellationToken cancellation)
    {
        var now = (await GetAsync(Names.PathOf(campaign), cancellation)).Read(ApiJson.Default.Campaign);
        return new(now.LatestRun, now.Changesets);
    }

    private async IAsyncEnumerable<Progress> EventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(Silence, session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        using var response = await session.Client.OpenAsync($"{Names.PathOf(campaign)}/events", "text/event-stream", either.Token);
        await using var stream = await response.Content.ReadAsStreamAsync(either.Token);
        await foreach (var item in SseParser.Create(stream, (_, data) => Encoding.UTF8.GetString(data)).EnumerateAsync(either.Token))
        {
            silence.CancelAfter(Silence);
            if (item.EventType == "progress" && JsonSerializer.Deserialize(item.Data, ApiJson.Default.Progress) is { } progress)
                yield return progress;
        }
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<Progress> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException || e is StopException { Code: ExitCode.Unreachable })
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false; // silence; when it was Ctrl+C, the next step says so
        }
    }
}
