using System.Globalization;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Budgets;

/// <summary>One request may be sent. Disposed of when it has ended, whatever its end.</summary>
internal sealed class BudgetPermit(RequestBudget budget, long installation, RequestCost cost, DateTimeOffset at) : IAsyncDisposable
{
    private static readonly string Process = Guid.NewGuid().ToString("N")[..12];
    private static long last;

    private string? id;

    public long Installation => installation;

    public RequestCost Cost => cost;

    /// <summary>Names the request among those under way, in all replicas.</summary>
    public string Id => id ??= $"{Process}:{Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture)}";

    public DateTimeOffset SentAt { get; private set; } = at;

    public WriteSlot? Slot { get; init; }

    public Turnstile.Place UnderWay { get; init; }

    /// <summary>Given from this replica's own share, because Redis was away.</summary>
    public bool Alone { get; set; }

    public RateHeaders Rate { get; private set; }

    public bool CostNothing { get; private set; }

    public BudgetPermit Start(DateTimeOffset now)
    {
        SentAt = now;
        return this;
    }

    /// <summary>Notes what the answer says of limits.</summary>
    /// <param name="costNothing">GitHub does not count it against the primary limit: a 304.</param>
    public void Answered(RateHeaders rate, bool costNothing) => (Rate, CostNothing) = (rate, costNothing);

    /// <summary>Nothing was sent.</summary>
    public void Return() => budget.Settle(this);

    public async ValueTask DisposeAsync()
    {
        Return();
        try
        {
            await budget.RedateAsync(this);
        }
        finally
        {
            UnderWay.Dispose();
        }
    }
}
