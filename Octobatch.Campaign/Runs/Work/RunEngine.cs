using System.Collections.Concurrent;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs.Resolving;
using Octobatch.Campaigns.Runs.Storage;

namespace Octobatch.Campaigns.Runs.Work;

/// <summary>
/// Drives previews: resolves what is new, works on batches of targets side by side, ends what is done. All that it knows is in the rows, so
/// any number of replicas may do the same, and any may be killed.
/// </summary>
internal sealed partial class RunEngine(
    RunStore runs, RunResolver resolver, TargetClaims claims, SpecSteps specs, PreviewWork previews, CommandPlaces commands, RunSignal signal,
    TimeProvider time, ILogger<RunEngine> logger)
{
    private const int MostAtOnce = 32;

    /// <summary>So many batches of one installation, so that those that wait for their limits leave room for others.</summary>
    private const int MostOfInstallation = 4;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<long, int> busy = new();
    private int turn;

    /// <summary>Works until it is cancelled or, for tests, until nothing is due and nothing under way.</summary>
    public async Task RunAsync(bool untilIdle, CancellationToken cancellation)
    {
        var working = new List<Task>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var told = signal.Next;
            working.RemoveAll(task => task.IsCompleted);
            if (working.Count < MostAtOnce && await NextAsync(cancellation) is { } work)
                working.Add(GuardAsync(work, cancellation));
            else if (untilIdle && working.Count == 0)
                return;
            else
                await WaitAsync([told, .. working], working.Count, cancellation);
        }
    }

    /// <summary>Claims a piece of work; null when nothing is due.</summary>
    private async Task<Func<CancellationToken, Task>?> NextAsync(CancellationToken cancellation)
    {
        if (await runs.ClaimResolveAsync(cancellation) is { } claim)
            return token => resolver.ResolveAsync(claim, token);
        while (await runs.TidyCancelledAsync(cancellation))
        {
        }

        var active = await claims.ActiveAsync(cancellation);
        var full = busy.Where(pair => pair.Value >= MostOfInstallation).Select(pair => pair.Key).ToArray();
        // In turn, so that a large run does not keep a small one waiting.
        for (var i = 0; i < active.Count; i++)
        {
            if (await ClaimAsync(active[(turn + i) % active.Count], full, cancellation) is not { } work)
                continue;
            turn++;
            return work;
        }

        while (await runs.CompleteAsync(cancellation))
        {
        }

        return null;
    }

    private async Task<Func<CancellationToken, Task>?> ClaimAsync(ActivePreview run, long[] full, CancellationToken cancellation)
    {
        if ((await specs.FindAsync(run, cancellation)).InMemory is null)
            return await ClaimCommandsAsync(run, cancellation);
        if (await claims.ClaimAsync(run, full, cancellation) is not { } batch)
            return null;
        busy.AddOrUpdate(batch.InstallationId, 1, (_, count) => count + 1);
        return token => WorkAsync(batch, token);
    }

    // Bounded by places alone: a command takes long, and asks little of GitHub.
    private async Task<Func<CancellationToken, Task>?> ClaimCommandsAsync(ActivePreview run, CancellationToken cancellation)
    {
        var places = commands.Take();
        PreviewBatch? batch = null;
        try
        {
            batch = places == 0 ? null : await claims.ClaimAsync(run, [], cancellation);
        }
        finally
        {
            if (batch is null)
                commands.Return(places);
        }

        return batch is null ? null : token => previews.RunCommandsAsync(batch, places, token);
    }

    private async Task WorkAsync(PreviewBatch batch, CancellationToken cancellation)
    {
        try
        {
            await previews.RunAsync(batch, cancellation);
        }
        finally
        {
            busy.AddOrUpdate(batch.InstallationId, 0, (_, count) => count - 1);
        }
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        // Off this loop, which is to claim the next while the first is computing.
        await Task.Yield();
        try
        {
            await work(cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The rows come due again when their leases run out, so only the loop must go on.
            LogBroken(e);
        }
        catch (OperationCanceledException)
        {
            // Stopping; the same holds.
        }
    }

    private async Task WaitAsync(IReadOnlyList<Task> events, int working, CancellationToken cancellation)
    {
        var wait = Look;
        // While something is under way its end wakes this; to look for the next due among many is for when nothing is.
        if (working == 0 && await runs.NextDueAsync(cancellation) is { } due && due - time.GetUtcNow() < wait)
            wait = due - time.GetUtcNow();
        if (wait < TimeSpan.FromMilliseconds(100))
            wait = TimeSpan.FromMilliseconds(100);
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny([.. events, Task.Delay(wait, time, waited.Token)]);
        await waited.CancelAsync();
    }

    [LoggerMessage(LogLevel.Error, "A piece of a run's work was broken off; it is done again when its lease has run out")]
    private partial void LogBroken(Exception exception);
}
