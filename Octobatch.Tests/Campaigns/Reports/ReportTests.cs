using System.Net;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Reports;

/// <summary>The report of rows and events that stand in the database.</summary>
public sealed class ReportTests(PostgresFixture postgres)
{
    private const string Path = "/api/campaigns/small/report";

    [Fact]
    public async Task The_burndown_counts_states_at_the_end_of_each_day_and_keeps_days_that_are_over()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
        await using var host = await StartAsync(time);
        await EventsAsync(host, "1 ready 2026-05-01T23:59:59Z", "1 open 2026-05-02T00:00:00Z", "2 open 2026-05-02T12:00:00Z", "2 merged 2026-05-02T12:30:00Z",
            "3 failed 2026-05-02T13:00:00Z", "1 needs_human 2026-05-03T09:00:00Z", "3 ready 2026-05-03T10:00:00Z", "3 open 2026-05-03T11:00:00Z", "3 closed 2026-05-03T12:00:00Z");
        await ChangesetsAsync(host, "1 needs_human", "2 merged", "3 closed");

        Assert.Equal(["2026-04-30 0 0 0 0", "2026-05-01 0 0 0 0", "2026-05-02 1 1 0 1", "2026-05-03 1 1 1 0", "2026-05-04 1 1 1 0"], await BurndownAsync(host));
        Assert.Equal(["4"], await host.RowsAsync("select count(*) from report_days"));

        // Two days on, with one event between: only the new days are counted, on top of those that are kept.
        await host.RowsAsync("update report_days set failed = 7 where day = '2026-05-01'");
        await EventsAsync(host, "1 merged 2026-05-05T08:00:00Z");
        await host.RowsAsync("update changesets set state = 'merged' where repository_id = 1");
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(
            ["2026-04-30 0 0 0 0", "2026-05-01 0 0 0 7", "2026-05-02 1 1 0 1", "2026-05-03 1 1 1 0", "2026-05-04 1 1 1 0", "2026-05-05 0 2 1 0", "2026-05-06 0 2 1 0"],
            await BurndownAsync(host));
    }

    [Fact]
    public async Task Times_are_from_the_pull_request_to_its_merge()
    {
        await using var host = await StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero)));
        var none = (await host.JsonAsync("GET", Path)).GetProperty("times");
        Assert.Equal("""{"merged":0,"median_to_merge_seconds":null,"p90_to_merge_seconds":null}""", none.ToString());
        await ChangesetsAsync(host, [.. Enumerable.Range(1, 11).Select(i => $"{i} merged")]);
        await host.RowsAsync("update changesets set published_at = '2026-05-01T00:00Z', merged_at = '2026-05-01T00:00Z'::timestamptz + repository_id * interval '10 seconds'");
        var times = (await host.JsonAsync("GET", Path)).GetProperty("times");
        Assert.Equal("""{"merged":11,"median_to_merge_seconds":60,"p90_to_merge_seconds":100}""", times.ToString());
    }

    [Fact]
    public async Task What_waits_says_for_what_and_how_many()
    {
        await using var host = await StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero)));
        await ChangesetsAsync(host, "1 ready", "2 ready", "3 open", "4 open", "5 open", "6 open", "7 open", "8 needs_human", "9 needs_human", "10 publishing", "11 merged");
        await host.RowsAsync(
            """
            update changesets set checks = (array['pending', 'failing', 'passing', 'none', 'passing'])[repository_id - 2],
                review = (array['required', 'none', 'required', 'none', 'changes_requested'])[repository_id - 2],
                reason_code = case when state = 'needs_human' then 'conflicts' end, waiting_reason = case when state = 'publishing' then 'GitHub is away.' end,
                waiting_until = case when state = 'publishing' then '2026-05-04T10:05Z'::timestamptz end
            """);
        var waiting = (await host.JsonAsync("GET", Path)).GetProperty("waiting").EnumerateArray().Select(group =>
            $"{group.GetProperty("count")} {group.GetProperty("for").GetString()}: {group.GetProperty("reason").GetString()} {group.GetProperty("until")}".Trim());
        Assert.Equal(
            [
                "2 campaign: They are previewed and wait for a publish run.", "2 person: They conflict with their base branches.",
                "1 review: A reviewer asked for changes.", "1 budget: GitHub is away. 2026-05-04T10:05:00+00:00",
                "1 checks: Their checks are under way.", "1 checks: Their checks fail.", "1 merge: They can be merged.", "1 review: They need an approving review.",
            ],
            waiting);
    }

    [Theory]
    [InlineData("?format=csv", null)]
    [InlineData("", "text/csv")]
    public async Task As_csv_it_is_a_line_for_each_changeset(string query, string? accept)
    {
        await using var host = await StartAsync(new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero)));
        await ChangesetsAsync(host, "2 merged", "1 failed");
        await host.RowsAsync("update changesets set reason = '=1+1, \"so\"' where repository_id = 1");
        await host.RowsAsync("update changesets set pull_number = 7, published_at = '2026-05-01T00:00Z' where repository_id = 2");
        using var answer = await host.SendAsync("GET", Path + query, accept: accept);
        Assert.Equal(("text/csv", "small.csv"), (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileName));
        Assert.Equal(
            """"
            repository,state,reason_code,reason,wave,branch,pull_number,pull_url,checks,review,mergeable,files,additions,deletions,patch_hash,published_at,merged_at,closed_at,updated_at
            acme/r1,failed,,"'=1+1, ""so""",,,,,,,,0,0,0,,,,,2026-05-01T00:00:00Z
            acme/r2,merged,,,,,7,,,,,0,0,0,,2026-05-01T00:00:00Z,,,2026-05-01T00:00:00Z

            """".ReplaceLineEndings("\r\n"),
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(9_999, false)]
    public async Task Out_of_very_many_changesets_the_report_and_the_counts_are_kept_for_three_seconds(int changesets, bool kept)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
        await using var host = await StartAsync(time);
        await ChangesetsAsync(host, [.. Enumerable.Range(1, changesets).Select(i => $"{i} open")]);
        Assert.Equal((changesets, changesets), await OpenAsync(host));

        await host.RowsAsync("update changesets set state = 'merged' where repository_id = 1");
        var soon = kept ? changesets : changesets - 1;
        Assert.Equal((soon, soon), await OpenAsync(host));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal((changesets - 1, changesets - 1), await OpenAsync(host));
    }

    [Fact]
    public async Task What_a_large_run_came_to_is_never_what_it_was_before_its_end()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));
        await using var host = await StartAsync(time);
        await ChangesetsAsync(host, [.. Enumerable.Range(1, 10_000).Select(i => $"{i} open")]);
        await host.RowsAsync(
            """
            with run as (
                insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, created_at, created_by, due)
                values ('small', 1, 'publish', 'running', 1, '', gen_random_uuid(), '2026-05-04T09:00Z', 'key:1', 'infinity'))
            update changesets set publish_run = 1 where repository_id <= 9000
            """);
        Assert.Equal("""{"open":9000,"total":9000}""", await CountsAsync(host));

        await host.RowsAsync("update changesets set state = 'merged' where repository_id = 1");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("""{"open":9000,"total":9000}""", await CountsAsync(host));
        await host.RowsAsync("update runs set state = 'completed', finished_at = '2026-05-04T10:00:01Z'");
        Assert.Equal("""{"merged":1,"open":8999,"total":9000}""", await CountsAsync(host));
    }

    [Fact]
    public async Task Another_format_and_another_campaign_are_refused()
    {
        await using var host = await StartAsync(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)));
        using var format = await host.SendAsync("GET", Path + "?format=xls");
        Assert.Equal("invalid_filter", await format.ReadProblemAsync(HttpStatusCode.BadRequest));
        using var other = await host.SendAsync("GET", "/api/campaigns/other/report");
        Assert.Equal("campaign_not_found", await other.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    private async Task<CampaignHost> StartAsync(FakeTimeProvider time)
    {
        var host = await CampaignHost.StartAsync(postgres, time);
        await host.JsonAsync("POST", "/api/campaigns", SpecTexts.Small, "application/yaml");
        return host;
    }

    private static async Task<(int Report, int Counts)> OpenAsync(CampaignHost host) => (
        (await host.JsonAsync("GET", Path)).GetProperty("burndown").EnumerateArray().Last().GetProperty("open").GetInt32(),
        (await host.JsonAsync("GET", "/api/campaigns/small")).GetProperty("changesets").GetProperty("open").GetInt32());

    private static async Task<string> CountsAsync(CampaignHost host) =>
        (await host.JsonAsync("GET", "/api/campaigns/small/runs/1")).GetProperty("counts").GetRawText();

    private static async Task<List<string>> BurndownAsync(CampaignHost host) =>
        [.. (await host.JsonAsync("GET", Path)).GetProperty("burndown").EnumerateArray().Select(day => string.Join(
            ' ', day.GetProperty("date").GetString(), day.GetProperty("open"), day.GetProperty("merged"), day.GetProperty("closed"), day.GetProperty("failed")))];

    /// <param name="events"><c>repository state time</c></param>
    private static Task<List<string>> EventsAsync(CampaignHost host, params string[] events) => host.RowsAsync(
        $"""
        insert into changeset_events (campaign, repository_id, at, event, state, by)
        select 'small', split_part(e, ' ', 1)::bigint, split_part(e, ' ', 3)::timestamptz, 'x', split_part(e, ' ', 2), 'system'
        from unnest(array['{string.Join("', '", events)}']) with ordinality as t (e, at) order by at
        """);

    /// <param name="changesets"><c>repository state</c></param>
    private static Task<List<string>> ChangesetsAsync(CampaignHost host, params string[] changesets) => host.RowsAsync(
        $"""
        insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, state, updated_at)
        select 'small', split_part(c, ' ', 1)::bigint, 'acme', 'r' || split_part(c, ' ', 1), 'acme/r' || split_part(c, ' ', 1), 'R', 1, split_part(c, ' ', 2), '2026-05-01T00:00Z'
        from unnest(array['{string.Join("', '", changesets)}']) as c
        """);
}
