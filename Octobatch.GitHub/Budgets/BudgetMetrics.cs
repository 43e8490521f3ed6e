using System.Diagnostics.Metrics;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>The meter <c>Octobatch.GitHub</c>.</summary>
internal sealed class BudgetMetrics : IDisposable
{
    public const string Name = "Octobatch.GitHub";

    private readonly Meter meter;
    private readonly Histogram<double> waited;
    private readonly UpDownCounter<int> waiting;
    private readonly Counter<long> refusals;
    private readonly Counter<long> requests;

    public BudgetMetrics(IMeterFactory meters)
    {
        meter = meters.Create(Name);
        waited = meter.CreateHistogram<double>("octobatch.github.budget.wait", "s", "How long requests waited for their budget");
        waiting = meter.CreateUpDownCounter<int>("octobatch.github.budget.waiting", "{request}", "Requests that wait for their budget");
        refusals = meter.CreateCounter<long>("octobatch.github.refusals", "{refusal}", "Requests that GitHub refused because of a limit");
        requests = meter.CreateCounter<long>("octobatch.github.requests", "{request}", "Requests that were sent to GitHub");
    }

    public void StartWaiting(RequestCost cost) => waiting.Add(1, Kind(cost), Resource(cost));

    public void StopWaiting(RequestCost cost, TimeSpan time)
    {
        waiting.Add(-1, Kind(cost), Resource(cost));
        waited.Record(time.TotalSeconds, Kind(cost), Resource(cost));
    }

    public void Refused(bool primary) => refusals.Add(1, new KeyValuePair<string, object?>("limit", primary ? "primary" : "secondary"));

    public void Sent(RequestCost cost, int? status) =>
        requests.Add(1, Kind(cost), Resource(cost), new("status", status ?? 0));

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Kind(RequestCost cost) => new("kind", cost.Writes ? "write" : "read");

    private static KeyValuePair<string, object?> Resource(RequestCost cost) => new("resource", cost.Resource.Name());
}
