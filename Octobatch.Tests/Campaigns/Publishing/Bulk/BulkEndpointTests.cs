using System.Globalization;
using System.Net;
using System.Text.Json;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Bulk;

/// <summary>What is asked of many changesets, as rows: nothing works on them here.</summary>
public sealed class BulkEndpointTests(PostgresFixture postgres)
{
    private const string Path = "/api/campaigns/small/changesets/";

    [Theory]
    [InlineData("retry", "{}", "invalid_choice")]
    [InlineData("retry", """{"state":"failed","repositories":["acme/open"]}""", "invalid_choice")]
    [InlineData("retry", """{"state":"broken"}""", "invalid_filter")]
    [InlineData("close", """{"repositories":[]}""", "invalid_repositories")]
    [InlineData("close", """{"repositories":["acme"]}""", "invalid_repositories")]
    [InlineData("close", """{"repositories":[null]}""", "invalid_repositories")]
    [InlineData("close", """{"repositories":["acme/a\u0000"]}""", "invalid_repositories")]
    [InlineData("close", """{"state":"open","comment":"a\u0000"}""", "invalid_comment")]
    [InlineData("merge", """{"state":"open","comment":"Thanks"}""", "invalid_comment")]
    [InlineData("rebase", """{"repositories":["acme/open","acme/none","Acme/Nothing"]}""", "unknown_repositories")]
    public async Task What_is_not_clear_is_refused_and_says_why(string action, string body, string code)
    {
        await using var host = await StartAsync("open");
        using var answer = await host.SendAsync("POST", Path + action, body, "application/json");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, JsonElement.Parse(text).GetProperty("code").GetString());
        if (code == "unknown_repositories")
            Assert.Equal("It has no changeset of acme/none, acme/nothing.", JsonElement.Parse(text).GetProperty("detail").GetString());
        Assert.Equal(["0"], await host.RowsAsync("select count(*) from changesets where asked is not null"));
    }

    [Theory]
    [InlineData("retry", "closed needs_human")]
    [InlineData("close", "publishing open needs_human begun")]
    [InlineData("rebase", "open needs_human")]
    [InlineData("merge", "open")]
    [InlineData("update-text", "open needs_human")]
    public async Task Each_is_written_down_where_it_makes_sense(string action, string states)
    {
        string[] all = ["selected", "no_change", "ready", "publishing", "open", "merged", "closed", "needs_human", "failed", "cancelled", "begun"];
        await using var host = await StartAsync(all);
        var answer = await host.JsonAsync("POST", Path + action, $$"""{"repositories":[{{string.Join(',', all.Select(state => $"\"Acme/{state}\""))}}]}""");

        var asked = await host.RowsAsync("select name_key || ' ' || asked || ' ' || asked_by from changesets where asked is not null order by repository_id");
        Assert.Equal(states.Split(' ').Select(state => $"{state} {action.Replace('-', '_')} key:test"), asked);
        var ended = action == "close" ? 2 : 0; // ready and failed: nothing was begun
        Assert.Equal(asked.Count + ended, answer.GetProperty("accepted").GetInt32());
        Assert.StartsWith("Left as they are: 1 cancelled, ", answer.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            [string.Create(CultureInfo.InvariantCulture, $"key:test changesets.{action.Replace('-', '_')}_asked campaign:small {asked.Count + ended}")],
            await host.RowsAsync("select actor, action, subject, details ->> 'accepted' from audit where action like 'changesets.%'"));
        Assert.Equal(
            [string.Create(CultureInfo.InvariantCulture, $"asked {asked.Count}"), .. ended > 0 ? ["cancelled 2"] : (string[])[]],
            await host.RowsAsync("select event, count(*) from changeset_events where by = 'key:test' group by event order by event"));
    }

    [Fact]
    public async Task Nothing_to_do_is_accepted_and_says_why()
    {
        await using var host = await StartAsync("merged", "failed");
        var none = await host.JsonAsync("POST", Path + "merge", """{"state":"open"}""");
        Assert.Equal("""{"accepted":0,"why":"The campaign has no changeset in the state open."}""", none.ToString());
        var merged = await host.JsonAsync("POST", Path + "merge", """{"state":"merged"}""");
        Assert.Equal("""{"accepted":0,"why":"Left as they are: 1 merged. What can be merged: open pull requests that need no person."}""", merged.ToString());
        var failed = await host.JsonAsync("POST", Path + "retry", """{"state":"failed"}""");
        Assert.Equal(0, failed.GetProperty("accepted").GetInt32());
        Assert.Contains("run another preview", failed.GetProperty("why").GetString(), StringComparison.Ordinal);
        Assert.Equal(["0"], await host.RowsAsync("select count(*) from audit where action like 'changesets.%'"));
    }

    [Fact]
    public async Task Of_a_closed_campaign_only_closing_can_be_asked_and_viewers_ask_for_nothing()
    {
        await using var host = await StartAsync("open", "ready");
        using var viewer = await host.SendAsync("POST", Path + "close", """{"state":"open"}""", "application/json", role: "viewer");
        Assert.Equal(HttpStatusCode.Forbidden, viewer.StatusCode);
        await host.JsonAsync("POST", "/api/campaigns/small/close", """{"pull_requests":"stay"}""");
        using var merge = await host.SendAsync("POST", Path + "merge", """{"state":"open"}""", "application/json");
        Assert.Equal("campaign_closed", await merge.ReadProblemAsync(HttpStatusCode.Conflict));
        Assert.Equal(1, (await host.JsonAsync("POST", Path + "close", """{"state":"open","comment":"Not now."}""")).GetProperty("accepted").GetInt32());
        Assert.Equal(["open close Not now.", "ready  "], await host.RowsAsync("select name_key, asked, asked_comment from changesets order by name_key"));
        using var other = await host.SendAsync("POST", "/api/campaigns/other/changesets/close", """{"state":"open"}""", "application/json");
        Assert.Equal("campaign_not_found", await other.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    // A changeset for each state, in a repository of that name. "begun" failed after its branch was made.
    private async Task<CampaignHost> StartAsync(params string[] states)
    {
        var host = await CampaignHost.StartAsync(postgres);
        await host.JsonAsync("POST", "/api/campaigns", SpecTexts.Small, "application/yaml");
        await host.RowsAsync(
            $"""
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, state, patch_hash, pull_number, head_commit, due, updated_at)
            select 'small', at, 'acme', name, 'Acme/' || name, 'R_' || at, 1, replace(name, 'begun', 'failed'), 'abc',
                case when name in ('open', 'merged', 'closed', 'needs_human') then at end, case when name in ('open', 'merged', 'closed', 'needs_human', 'begun') then 'c' end,
                case when name = 'publishing' then '2026-01-01T00:00Z'::timestamptz end, '2026-01-01T00:00Z'
            from unnest(array['{string.Join("', '", states)}']) with ordinality as s (name, at)
            """);
        return host;
    }
}
