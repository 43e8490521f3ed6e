using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Octobatch.Campaigns.Progress;

/// <summary>
/// Tells listeners how far campaigns are. While there is a listener, one loop in this process looks at the database once a second for all
/// of them, at most a twentieth of the time: where a look takes long, looks are rarer. Nothing has to tell it what changed, so that it
/// sees the work of every replica, and works on any.
/// </summary>
internal sealed partial class ProgressFeed(
    ProgressReader reader, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ProgressFeed> logger)
{
    private const int LookShare = 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Watch> watches = new(StringComparer.Ordinal);
    private bool looking;

    /// <summary>How many listen now.</summary>
    internal int Listeners
    {
        get
        {
            lock (gate)
                return watches.Values.Sum(watch => watch.Listeners.Count);
        }
    }

    /// <summary>Starts listening; the first thing to hear is how far the campaign is now.</summary>
    public async Task<ProgressListener> ListenAsync(string campaign, CancellationToken cancellation)
    {
        var listener = new ProgressListener(time, ended => Forget(campaign, ended));
        string? known;
        lock (gate)
        {
            if (!watches.TryGetValue(campaign, out var watch))
                watches[campaign] = watch = new();
            watch.Listeners.Add(listener);
            known = watch.Last;
            if (!looking)
                _ = Task.Run(LookAsync, CancellationToken.None);
            looking = true;
        }

        try
        {
            if (known is not null)
                listener.Tell(known);
            else
                Tell(campaign, (await ReadAsync([campaign], cancellation))[0]);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task LookAsync()
    {
        var failing = false;
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            var started = time.GetTimestamp();
            string[] campaigns;
            lock (gate)
            {
                campaigns = [.. watches.Keys];
                if (campaigns.Length == 0)
                {
                    looking = false;
                    return;
                }
            }

            try
            {
                foreach (var (campaign, text) in campaigns.Zip(await ReadAsync(campaigns, lifetime.ApplicationStopping)))
                    Tell(campaign, text);
                failing = false;
            }
            catch (Exception e) when (!lifetime.ApplicationStopping.IsCancellationRequested)
            {
                if (!failing)
                    LogFailed(e.Message);
                failing = true;
            }

            var rest = time.GetElapsedTime(started) * LookShare;
            await Task.Delay(rest > Every ? rest : Every, time, lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<string>> ReadAsync(IReadOnlyCollection<string> campaigns, CancellationToken cancellation) =>
        [.. (await reader.ReadAsync(campaigns, cancellation)).Select(progress => JsonSerializer.Serialize(progress, json.Value.SerializerOptions))];

    private void Tell(string campaign, string text)
    {
        lock (gate)
        {
            if (!watches.TryGetValue(campaign, out var watch) || watch.Last == text)
                return;
            watch.Last = text;
            foreach (var listener in watch.Listeners)
                listener.Tell(text);
        }
    }

    private void Forget(string campaign, ProgressListener listener)
    {
        lock (gate)
        {
            if (watches.TryGetValue(campaign, out var watch) && watch.Listeners.Remove(listener) && watch.Listeners.Count == 0)
                watches.Remove(campaign);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Progress is not told until it can be read again: {Reason}")]
    private partial void LogFailed(string reason);

    private sealed class Watch
    {
        public HashSet<ProgressListener> Listeners { get; } = [];

        public string? Last { get; set; }
    }
}
