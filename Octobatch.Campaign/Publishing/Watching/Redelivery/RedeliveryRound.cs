using Octobatch.Campaigns.Runs.Work;

namespace Octobatch.Campaigns.Publishing.Watching.Redelivery;

/// <summary>
/// Looks which webhooks did not arrive, and has GitHub try again: five times, at growing distances, so that an hour in which the gateway is
/// away does not use them up. GitHub never does that by itself.
/// </summary>
internal sealed class RedeliveryRound(HookDeliveries hooks, DeliveryLooks looks, TimeProvider time)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(2);

    /// <summary>How often one is asked for again, at most.</summary>
    public const int MostTries = 5;

    /// <summary>In one round; the next goes on.</summary>
    private const int MostAsked = 500;

    private const int MostPages = 50;

    /// <summary>Before Octobatch was here nobody waited for anything.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromHours(1);

    /// <summary>A delivery may be listed some time after it was sent.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(3);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(2);

    /// <returns>Null when nothing was due; else what came of it.</returns>
    public async Task<RoundEnd?> RunAsync(CancellationToken cancellation)
    {
        if (await looks.ClaimAsync(cancellation) is not { } claim)
            return null;
        await using var lease = LeaseKeeper.Start(time, TimeSpan.FromSeconds(20), token => looks.RenewAsync(claim, token), cancellation);
        var started = time.GetUtcNow();
        var from = claim.LookedTo ?? started - FirstLook;
        var (failed, error) = await FailedAsync(from - Overlap, lease.Token);
        var (asked, settledTo) = (0, started);
        if (error is null)
            (asked, settledTo, error) = await AskAsync(failed, started, lease.Token);
        await looks.SweepAsync(started - (2 * Kept), lease.Token);
        // While there is more to ask for than one round does, the next begins at once.
        await looks.FinishAsync(claim, asked < MostAsked ? started + Every : started, error is null ? settledTo : from, error, lease.Token);
        return new(asked, error);
    }

    /// <summary>The last try of each that failed since then, the oldest first.</summary>
    private async Task<(List<HookDelivery> Failed, string? Error)> FailedAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var failed = new Dictionary<Guid, HookDelivery>();
        string? next = null;
        for (var page = 0; page == 0 || (next is not null && page < MostPages); page++)
        {
            var listed = await hooks.ListAsync(next, cancellation);
            if (listed.Value is not { } read)
                return ([], listed.Error);
            foreach (var delivery in read.Deliveries.Where(each => each.Failed && each.DeliveredAt >= since))
                failed.TryAdd(delivery.Guid, delivery);
            next = read.Deliveries.Any(each => each.DeliveredAt < since) ? null : read.Next;
        }

        return ([.. failed.Values.OrderBy(each => each.DeliveredAt)], null);
    }

    private async Task<(int Asked, DateTimeOffset SettledTo, string? Error)> AskAsync(
        List<HookDelivery> failed, DateTimeOffset now, CancellationToken cancellation)
    {
        var before = await looks.AskedAsync(failed, cancellation);
        var (asked, settledTo) = (0, now);
        foreach (var delivery in failed)
        {
            var known = before[delivery.Id];
            if (known.ThisTry || known.Times >= MostTries)
                continue;
            if (asked == MostAsked || (known.Last is { } last && now - last < FirstPause * Math.Pow(4, known.Times - 1)))
            {
                // The next round sees it again.
                settledTo = delivery.DeliveredAt < settledTo ? delivery.DeliveredAt : settledTo;
                continue;
            }

            await looks.NoteAsync(delivery, cancellation);
            if ((await hooks.AskAgainAsync(delivery.Id, cancellation)).Error is { } error)
            {
                await looks.ForgetAsync(delivery, cancellation);
                return (asked, settledTo, error);
            }

            asked++;
        }

        return (asked, settledTo, null);
    }
}

/// <param name="Asked">Deliveries that GitHub was asked to try again.</param>
/// <param name="Error">Why it stopped; null: it came to its end.</param>
internal sealed record RoundEnd(int Asked, string? Error);
