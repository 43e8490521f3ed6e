using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// What every request passes before it is sent. Callers of one replica wait in their order, without a thread; the one in front asks the
/// budgets that all replicas share. docs/decisions/020-budgets.md says how the windows are kept.
/// </summary>
internal sealed partial class RequestBudget(
    LimitSettings limits, SharedBudget shared, TimeProvider time, BudgetMetrics metrics, ILogger<RequestBudget> logger, WriteBudget? writes = null)
{
    private readonly ConcurrentDictionary<long, InstallationLanes> installations = [];

    public InstallationLanes Lanes(long installation) => installations.GetOrAdd(installation, _ => new(limits));

    /// <summary>Waits until the request may be sent, which is now.</summary>
    /// <param name="slot">A slot that the caller's own statement has taken; it is used if it is still good.</param>
    public async Task<BudgetPermit> EnterAsync(long installation, RequestCost cost, WriteSlot? slot, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        metrics.StartWaiting(cost);
        try
        {
            var lanes = Lanes(installation);
            if (limits.Off)
                return await EnterFreelyAsync(lanes, installation, cost, cancellation);
            using (await lanes.Of(cost).EnterAsync(cancellation))
            {
                return cost.Writes
                    ? await EnterWriteAsync(lanes, installation, cost, slot, cancellation)
                    : await EnterReadAsync(lanes, installation, cost, cancellation);
            }
        }
        finally
        {
            metrics.StopWaiting(cost, time.GetElapsedTime(started));
        }
    }

    /// <summary>Closes the installation on every replica that can be told.</summary>
    /// <returns>Until when.</returns>
    public async Task<DateTimeOffset> RefuseAsync(long installation, Refusal refusal, CancellationToken cancellation)
    {
        metrics.Refused(refusal.Primary is not null);
        var own = Lanes(installation).Own;
        var until = own.Refuse(refusal, time.GetUtcNow());
        if (limits.Off)
            return until;
        if (await shared.RefuseAsync(installation, refusal) is { } theirs && theirs > until)
            until = theirs;
        if (refusal.Primary is not null)
            return until;
        try
        {
            if (writes is not null && await writes.RefuseAsync(installation, refusal, cancellation) is var stored && stored > until)
                until = stored;
        }
        catch (DbException e)
        {
            LogNotStored(e, installation); // the others hear of it by Redis, or from GitHub
        }

        own.Close(until);
        return until;
    }

    internal void Settle(BudgetPermit permit)
    {
        var own = Lanes(permit.Installation).Own;
        own.Learn(permit.Cost.Resource, permit.Rate);
        if (permit.Alone)
            own.Leave();
        if (!limits.Off)
            shared.SettleLater(permit.Installation, permit.Id, permit.Cost, permit.Rate, permit.CostNothing);
    }

    /// <summary>Counts a slow write from its end: it may have reached GitHub as late as that. What the write did stands in any case.</summary>
    internal async Task RedateAsync(BudgetPermit permit)
    {
        var ended = time.GetUtcNow();
        if (permit.Slot is not { } slot || writes is null || ended - slot.At <= limits.Margin)
            return;
        try
        {
            await writes.RedateAsync(permit.Installation, slot, ended, CancellationToken.None);
        }
        catch (DbException e)
        {
            LogNotRedated(e, permit.Installation);
        }
    }

    private async Task<BudgetPermit> EnterFreelyAsync(InstallationLanes lanes, long installation, RequestCost cost, CancellationToken cancellation)
    {
        await time.UntilAsync(lanes.Own.OpenAt(cost), cancellation);
        return new(this, installation, cost, time.GetUtcNow());
    }

    private async Task<BudgetPermit> EnterReadAsync(InstallationLanes lanes, long installation, RequestCost cost, CancellationToken cancellation)
    {
        while (true)
        {
            await time.UntilAsync(lanes.Own.OpenAt(cost), cancellation);
            var permit = new BudgetPermit(this, installation, cost, time.GetUtcNow());
            DateTimeOffset? askAgain;
            if (await shared.EnterAsync(installation, permit.Id, cost) is not { } answer)
            {
                askAgain = lanes.Own.EnterAlone(cost, time.GetUtcNow());
                permit.Alone = askAgain is null;
            }
            else
            {
                askAgain = answer.Granted ? null : answer.At;
                if (answer.Granted && answer.At > time.GetUtcNow())
                    await WaitOrReturnAsync(permit, answer.At, cancellation);
            }

            if (askAgain is { } later)
                await time.UntilAsync(later, cancellation);
            else if (lanes.Own.OpenAt(cost) <= time.GetUtcNow())
                return permit.Start(time.GetUtcNow());
            else
                permit.Return();
        }
    }

    private async Task<BudgetPermit> EnterWriteAsync(
        InstallationLanes lanes, long installation, RequestCost cost, WriteSlot? slot, CancellationToken cancellation)
    {
        if (writes is null)
            throw new InvalidOperationException("This service has no write budget, so it may only read: AddGitHub was called without writes.");
        while (true)
        {
            await time.UntilAsync(lanes.Own.OpenAt(cost), cancellation);
            // A slot is good for its moment alone, so the place among those under way comes first.
            var underWay = await lanes.WritesUnderWay.EnterAsync(cancellation);
            DateTimeOffset askAgain;
            try
            {
                var answer = slot is { } given ? new(true, given.At) : await writes.SpendAsync(installation, cost, cancellation);
                slot = null;
                askAgain = answer.At;
                if (answer.Granted)
                {
                    // The last look, because GitHub may have refused another replica while this one waited. It is over when the moment has come.
                    await time.UntilAsync(answer.At - writes.Lead, cancellation);
                    var permit = new BudgetPermit(this, installation, cost, time.GetUtcNow()) { Slot = new(answer.At), UnderWay = underWay };
                    askAgain = await OpenAtAsync(lanes, installation, permit, cancellation);
                    writes.Looked(time.GetUtcNow() - permit.SentAt);
                    await time.UntilAsync(answer.At, cancellation);
                    var now = time.GetUtcNow();
                    if (askAgain <= now && lanes.Own.OpenAt(cost) <= now && now - answer.At < limits.SlotLength)
                    {
                        underWay = default;
                        return permit.Start(now);
                    }

                    await ReturnAsync(permit, cancellation);
                }
            }
            finally
            {
                underWay.Dispose();
            }

            await time.UntilAsync(askAgain, cancellation);
        }
    }

    /// <summary>The slot has passed unused.</summary>
    private async Task ReturnAsync(BudgetPermit permit, CancellationToken cancellation)
    {
        permit.Return();
        try
        {
            await writes!.ReturnAsync(permit.Installation, permit.Slot!.Value, permit.Cost, cancellation);
        }
        catch (DbException e)
        {
            LogNotReturned(e, permit.Installation); // then the hour has one less
        }
    }

    private async Task<DateTimeOffset> OpenAtAsync(InstallationLanes lanes, long installation, BudgetPermit permit, CancellationToken cancellation)
    {
        var own = lanes.Own.OpenAt(permit.Cost);
        if (own > time.GetUtcNow())
            return own;
        return await shared.EnterAsync(installation, permit.Id, permit.Cost) is { } answer
            ? answer.Granted ? DateTimeOffset.MinValue : answer.At
            : await writes!.ClosedUntilAsync(installation, cancellation);
    }

    private async Task WaitOrReturnAsync(BudgetPermit permit, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            await time.UntilAsync(at, cancellation);
        }
        catch
        {
            permit.Return();
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "GitHub's refusal of installation {Installation} could not be written to Postgres")]
    private partial void LogNotStored(Exception exception, long installation);

    [LoggerMessage(LogLevel.Warning, "An unused slot of installation {Installation} could not be given back")]
    private partial void LogNotReturned(Exception exception, long installation);

    [LoggerMessage(LogLevel.Warning, "A slow write of installation {Installation} could not be counted from its end")]
    private partial void LogNotRedated(Exception exception, long installation);
}
