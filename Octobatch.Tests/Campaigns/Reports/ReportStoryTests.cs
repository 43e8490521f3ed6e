using Octobatch.Tests.Campaigns.Publishing;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Reports;

/// <summary>Publish, merge, close, retry; and the report of it all on the day after.</summary>
public sealed class ReportStoryTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_report_of_a_campaign_tells_what_happened_day_by_day()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", publish: """{ waves: [4, "100%"], pause_on_failure: 3 }"""));
        var repositories = (await world.StatesAsync()).ConvertAll(state => state.Split(' ')[0]);
        Assert.True(repositories.Count > 4);
        await world.StartAsync();
        await world.WorkAsync();
        var open = await world.World.Campaign.RowsAsync("select repository from changesets where state = 'open' order by place");
        Assert.Equal(4, open.Count);
        var first = await ReportAsync(world);
        Assert.Contains($"{repositories.Count - 4} wave: Wave 2 waits for wave 1. The checks of 4 pull requests of the wave before are under way.", first.Waiting);
        Assert.Equal(["2026-11-22 0 0 0 0", "2026-11-23 4 0 0 0"], first.Burndown);

        world.World.Time.Advance(TimeSpan.FromDays(1));
        await world.World.Campaign.JsonAsync("POST", "/api/campaigns/one/runs/2/pause");
        await world.AskAsync("merge", $$"""{"repositories":["{{open[0]}}","{{open[1]}}"]}""");
        await world.AskAsync("close", $$"""{"repositories":["{{open[2]}}"]}""");
        await world.WorkAsync();
        Assert.Equal("2026-11-24 1 2 1 0", (await ReportAsync(world)).Burndown[^1]);

        world.World.Time.Advance(TimeSpan.FromDays(1));
        await world.AskAsync("retry", """{"state":"closed"}""");
        await world.WorkAsync();
        var last = await ReportAsync(world);
        Assert.Contains($"{repositories.Count - 4} pause: The run is paused.", last.Waiting);
        Assert.Equal(["2026-11-22 0 0 0 0", "2026-11-23 4 0 0 0", "2026-11-24 1 2 1 0"], last.Burndown[..3]);
        Assert.Equal(2, last.Merged);
        using var csv = await world.World.Campaign.SendAsync("GET", "/api/campaigns/one/report", accept: "text/csv");
        var lines = (await csv.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(repositories.Count + 1, lines.Length);
        Assert.Contains(lines, line => line.StartsWith($"{open[0]},merged,", StringComparison.Ordinal));
    }

    private static async Task<(List<string> Burndown, List<string> Waiting, int Merged)> ReportAsync(PublishWorld world)
    {
        var report = await world.World.Campaign.JsonAsync("GET", "/api/campaigns/one/report");
        return (
            [.. report.GetProperty("burndown").EnumerateArray().Select(day => $"{day.GetProperty("date").GetString()} {day.GetProperty("open")} {day.GetProperty("merged")} {day.GetProperty("closed")} {day.GetProperty("failed")}")],
            [.. report.GetProperty("waiting").EnumerateArray().Select(group => $"{group.GetProperty("count")} {group.GetProperty("for").GetString()}: {group.GetProperty("reason").GetString()}")],
            report.GetProperty("times").GetProperty("merged").GetInt32());
    }
}
