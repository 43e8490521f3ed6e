using System.Diagnostics.Metrics;
using System.Net;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

public sealed class WaitingTimeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task How_long_a_request_waited_for_its_budget_is_a_metric()
    {
        using var clock = new VirtualClock(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        await using var replica = new Replica(clock, (_, _) => Task.FromResult(StubClients.Json(HttpStatusCode.OK, "{}")), postgres: database);
        var waited = new List<double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == replica.Meters && instrument.Name == "octobatch.github.budget.wait")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => waited.Add(value));
        listener.Start();
        var writes = Enumerable.Range(0, 3)
            .Select(_ => replica.Client.For(1).SendAsync(new GitHubRequest(HttpMethod.Put, "repos/a/b/pulls/1/merge"), TestContext.Current.CancellationToken))
            .ToList();
        await clock.RunAsync(writes, () => replica.Budget.Lanes(1).Waiting);

        // Delays end at whole milliseconds.
        Assert.Equal([0, 1.01, 2.02], waited.Order().Select(seconds => Math.Round(seconds, 2)));
    }
}
