using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Runs;

public sealed class RunEndpointTests(PostgresFixture postgres)
{
    private const string Spec = """
        version: 1
        name: one
        select: [{ query: "org:acme" }]
        steps: [{ write: { file: a.txt, content: "a" } }]
        changeset: { title: A file }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preview_is_accepted_at_once_and_found_where_the_answer_says()
    {
        await using var campaign = await StartAsync();
        using var started = await campaign.SendAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""", "application/json");
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal("/api/campaigns/one/runs/1", started.Headers.Location!.OriginalString);
        Assert.Equal("""{"number":1}""", await started.Content.ReadAsStringAsync(Cancellation));

        var run = await campaign.JsonAsync("GET", "/api/campaigns/one/runs/1");
        Assert.Equal("preview", run.GetProperty("kind").GetString());
        Assert.Equal("queued", run.GetProperty("state").GetString());
        Assert.Equal(1, run.GetProperty("spec_version").GetInt32());
        Assert.Equal("""{"total":0,"selected":0,"no_change":0,"ready":0,"failed":0}""", run.GetProperty("counts").GetRawText());
        Assert.Equal("key:test", run.GetProperty("created_by").GetString());
        Assert.Equal(["key:test run.started run:one/1 one"], await campaign.RowsAsync("select actor, action, subject, campaign from audit where action like 'run.%'"));
    }

    [Fact]
    public async Task Only_one_run_of_a_campaign_is_active_however_many_ask_at_once()
    {
        await using var campaign = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            campaign.SendAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""", "application/json")));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(["1"], await campaign.RowsAsync("select number from runs"));
    }

    [Fact]
    public async Task A_cancelled_run_makes_room_for_the_next_and_the_list_shows_the_newest_first()
    {
        await using var campaign = await StartAsync();
        for (var number = 1; number <= 3; number++)
        {
            await campaign.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""");
            await campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{number}/cancel");
        }

        var first = await campaign.JsonAsync("GET", "/api/campaigns/one/runs?limit=2");
        Assert.Equal([3, 2], first.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("number").GetInt32()));
        var second = await campaign.JsonAsync("GET", $"/api/campaigns/one/runs?limit=2&after={first.GetProperty("next").GetString()}");
        Assert.Equal([1], second.GetProperty("items").EnumerateArray().Select(run => run.GetProperty("number").GetInt32()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Pausing_resuming_and_cancelling_move_the_run_and_leave_an_audit_row_each()
    {
        await using var campaign = await StartAsync();
        await campaign.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""");
        Assert.Equal("paused", await StateAfterAsync("pause"));
        Assert.Equal("paused", await StateAfterAsync("pause"));
        Assert.Equal("queued", await StateAfterAsync("resume"));
        Assert.Equal("cancelled", await StateAfterAsync("cancel"));
        Assert.Equal("cancelled", await StateAfterAsync("cancel"));
        using var late = await campaign.SendAsync("POST", "/api/campaigns/one/runs/1/resume");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(
            ["run.started", "run.paused", "run.resumed", "run.cancelled"],
            await campaign.RowsAsync("select action from audit where action like 'run.%' order by id"));

        async Task<string?> StateAfterAsync(string action) =>
            (await campaign.JsonAsync("POST", $"/api/campaigns/one/runs/1/{action}")).GetProperty("state").GetString();
    }

    [Theory]
    [InlineData("/api/campaigns/none/runs", """{"kind":"preview"}""", HttpStatusCode.NotFound, "campaign_not_found")]
    [InlineData("/api/campaigns/one/runs", """{"kind":"rehearsal"}""", HttpStatusCode.BadRequest, "invalid_kind")]
    [InlineData("/api/campaigns/one/runs", "{}", HttpStatusCode.BadRequest, "invalid_kind")]
    [InlineData("/api/campaigns/one/runs/7/pause", null, HttpStatusCode.NotFound, "run_not_found")]
    public async Task What_cannot_be_says_why(string path, string? body, HttpStatusCode status, string code)
    {
        await using var campaign = await StartAsync();
        using var answer = await campaign.SendAsync("POST", path, body, "application/json");
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_closed_campaign_has_no_more_runs()
    {
        await using var campaign = await StartAsync();
        await campaign.JsonAsync("POST", "/api/campaigns/one/close");
        using var answer = await campaign.SendAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""", "application/json");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal("campaign_closed", (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("code").GetString());
    }

    private async Task<CampaignHost> StartAsync()
    {
        var campaign = await CampaignHost.StartAsync(postgres);
        await campaign.JsonAsync("POST", "/api/campaigns", Spec, "application/yaml");
        return campaign;
    }
}
