using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// What one replica knows by itself about an installation's limits. It always obeys this; while Redis is away it has nothing else, and then
/// spends no more than the share that is its own in any case.
/// </summary>
internal sealed class ReplicaBudget(LimitSettings limits)
{
    private const int MostLevels = 4;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<string, RollingLedger> ledgers = [];
    private readonly Dictionary<GitHubResource, (int? Limit, int Remaining, DateTimeOffset ResetAt)> primaries = [];
    private DateTimeOffset closedUntil;
    private DateTimeOffset refusedAt;
    private int level;
    private int underWay;

    /// <summary>When a request may be sent as far as refusals go; in the past when there is none.</summary>
    public DateTimeOffset OpenAt(RequestCost cost)
    {
        lock (gate)
        {
            if (!primaries.TryGetValue(cost.Resource, out var primary) || primary.Remaining > Reserve(cost, primary.Limit))
                return closedUntil;
            return primary.ResetAt > closedUntil ? primary.ResetAt : closedUntil;
        }
    }

    /// <summary>Lets a read go on this replica's own share.</summary>
    /// <returns>Null when it may go, and then <see cref="Leave"/> is due; else when to ask again.</returns>
    public DateTimeOffset? EnterAlone(RequestCost cost, DateTimeOffset now)
    {
        lock (gate)
        {
            if (underWay >= LimitShares.Concurrency(limits).Alone)
                return now + Busy;
            var name = cost.Resource.Ledger();
            if (!ledgers.TryGetValue(name, out var ledger))
                ledgers.Add(name, ledger = new(Minute + limits.Margin));
            var allowed = Math.Max(1, LimitShares.Points(limits, cost.Resource).Alone >> Level(now));
            if (ledger.Spend(cost.Points, allowed, now) is { } at)
                return at;
            underWay++;
            return null;
        }
    }

    public void Leave()
    {
        lock (gate)
            underWay--;
    }

    /// <summary>Notes what an answer's headers say.</summary>
    public void Learn(GitHubResource resource, RateHeaders rate)
    {
        if (rate is not { Remaining: { } remaining, ResetAt: { } resetAt })
            return;
        lock (gate)
            primaries[resource] = (rate.Limit, remaining, resetAt);
    }

    /// <summary>What another replica heard.</summary>
    public void Close(DateTimeOffset until)
    {
        lock (gate)
        {
            if (until > closedUntil)
                closedUntil = until;
        }
    }

    /// <returns>Until when nothing may be sent.</returns>
    public DateTimeOffset Refuse(Refusal refusal, DateTimeOffset now)
    {
        lock (gate)
        {
            if (refusal is { Primary: { } resource, Until: { } reset })
            {
                primaries[resource] = (null, 0, reset);
                return reset;
            }

            if (refusal.SentAt > refusedAt)
            {
                level = Math.Min(MostLevels, 1 + Level(now));
                refusedAt = now;
            }

            var until = refusal.Until ?? refusedAt + (Minute * Math.Pow(2, level - 1));
            if (until > closedUntil)
                closedUntil = until;
            return closedUntil;
        }
    }

    private int Level(DateTimeOffset now) =>
        level == 0 ? 0 : Math.Max(0, level - (int)((now - refusedAt) / limits.RefusalMemory));

    private int Reserve(RequestCost cost, int? limit) => cost.Writes ? 0 : (limit ?? 0) * limits.PrimaryReservePercent / 100;
}
