using System.Net;
using System.Text.Json;
using Octobatch.Tests.Gateway;
using Xunit;

namespace Octobatch.Tests.Campaigns.Changesets;

public sealed class ListTests(SeededCampaign seeded) : IClassFixture<SeededCampaign>
{
    private const string One = "/api/campaigns/small";

    private static readonly string Common = SeededCampaign.Changesets.First(c => c.PatchHash is not null).PatchHash!;

    public static TheoryData<string, int> Lists { get; } = new()
    {
        { "", 499 }, { "", 100 }, { "state=failed", 7 }, { "owner=GLOBEX", 100 }, { "q=SERVICE-01", 13 }, { "q=labs/service-1", 100 }, { "q=nothing", 5 },
        { "state=ready&owner=acme&q=2", 50 }, { $"patch_hash={Common.ToUpperInvariant()}", 100 }, { $"patch_hash={Common}&state=open", 1 }, { "state=merged", 10 },
        { "state=&owner=&q=", 500 },
    };

    [Theory, MemberData(nameof(Lists))]
    public async Task The_pages_of_a_list_are_the_whole_list_each_changeset_once_and_in_order(string filter, int limit)
    {
        var wanted = filter.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=')).Where(f => f[1].Length > 0).ToDictionary(f => f[0], f => f[1].ToLowerInvariant());
        var expected = SeededCampaign.Changesets.Where(c =>
            (!wanted.TryGetValue("state", out var state) || c.State == state)
            && (!wanted.TryGetValue("owner", out var owner) || c.OwnerKey == owner)
            && (!wanted.TryGetValue("q", out var q) || $"{c.OwnerKey}/{c.NameKey}".Contains(q, StringComparison.Ordinal))
            && (!wanted.TryGetValue("patch_hash", out var hash) || c.PatchHash == hash));

        var items = await seeded.PagesAsync($"{One}/changesets?{filter}", limit);

        Assert.Equal(
            expected.Select(c => $"{c.Repository} {c.State} {c.PatchHash} {c.Files} {c.Lines} {c.Lines + 1}"),
            items.Select(c => $"{Text(c, "repository")} {Text(c, "state")} {Text(c, "patch_hash")} {c.GetProperty("files")} {c.GetProperty("additions")} {c.GetProperty("deletions")}"));
    }

    [Fact]
    public async Task An_item_has_every_name_of_the_contract()
    {
        var item = (await seeded.Host.JsonAsync("GET", $"{One}/changesets?limit=1")).GetProperty("items")[0];
        Assert.Equal(
            [
                "repository", "state", "reason", "reason_code", "retryable", "checks", "review", "mergeable", "files", "additions", "deletions", "patch_hash",
                "base_commit", "preview", "branch", "pull_request", "wave", "waiting", "updated_at",
            ],
            item.EnumerateObject().Select(p => p.Name));
    }

    [Theory]
    [InlineData("changesets?state=done", "invalid_filter", "selected, no_change, ready, publishing, open, merged, closed, needs_human, failed, cancelled")]
    [InlineData("changesets?q=a%00b", "invalid_filter", "control characters")]
    [InlineData("changesets?owner=a%0ab", "invalid_filter", "control characters")]
    [InlineData("targets?q=%00", "invalid_filter", "control characters")]
    [InlineData("changesets?limit=501", "invalid_limit", "500")]
    [InlineData("targets?limit=0", "invalid_limit", "500")]
    [InlineData("diffs?limit=-1", "invalid_limit", "500")]
    [InlineData("changesets?after=!", "invalid_cursor", "after")]
    [InlineData("targets?after=AAAA", "invalid_cursor", "after")]
    [InlineData("diffs?after=MS8n", "invalid_cursor", "after")]
    [InlineData("targets?included=maybe", "bad_request", "included")]
    public async Task A_question_that_cannot_be_answered_says_why(string path, string code, string hint)
    {
        using var response = await seeded.Host.SendAsync("GET", $"{One}/{path}");
        var problem = await response.ReadAsync(HttpStatusCode.BadRequest);
        Assert.Equal(code, Text(problem, "code"));
        Assert.Contains(hint, Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("changesets")]
    [InlineData("changesets/acme/one")]
    [InlineData("changesets/acme/one/patch")]
    [InlineData("changesets/acme/one/timeline")]
    [InlineData("diffs")]
    [InlineData("diffs/ab")]
    [InlineData("events")]
    public async Task Below_a_campaign_that_there_is_not_there_is_nothing(string path)
    {
        using var response = await seeded.Host.SendAsync("GET", $"/api/campaigns/none/{path}");
        Assert.Equal("campaign_not_found", await response.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("", 3_300)]
    [InlineData("included=true", 3_000)]
    [InlineData("included=false", 300)]
    [InlineData("reason_code=archived&run=1", 300)]
    [InlineData("included=false&q=GLOBEX/out-", 100)]
    [InlineData("reason_code=unheard_of", 0)]
    public async Task Targets_say_why_a_repository_is_in_or_out(string filter, int count)
    {
        var items = await seeded.PagesAsync($"{One}/targets?{filter}", 400);
        Assert.Equal(count, items.Select(t => Text(t, "repository")).Distinct().Count());
        Assert.Equal(count, items.Count);
        Assert.Equal(items.Select(t => Text(t, "repository")!.ToLowerInvariant()).Order(StringComparer.Ordinal), items.Select(t => Text(t, "repository")!.ToLowerInvariant()));
        Assert.All(items, t => Assert.Equal(t.GetProperty("included").GetBoolean() ? "selected" : "archived", Text(t, "reason_code")));
        Assert.All(items, t => Assert.Equal(t.GetProperty("included").GetBoolean(), Text(t, "state") is not null));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(500)]
    public async Task Identical_patches_are_one_group_the_largest_first(int limit)
    {
        var expected = SeededCampaign.Changesets.Where(c => c.PatchHash is not null).GroupBy(c => c.PatchHash!)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Key} {g.Count()} {string.Join(',', g.Take(5).Select(c => c.Repository))} {g.First().Files} {g.First().Lines} {g.First().Lines + 1}");
        var groups = await seeded.PagesAsync($"{One}/diffs", limit);
        Assert.Equal(expected, groups.Select(g =>
            $"{Text(g, "patch_hash")} {g.GetProperty("count")} {string.Join(',', g.GetProperty("repositories_sample").EnumerateArray())} {g.GetProperty("files")} {g.GetProperty("additions")} {g.GetProperty("deletions")}"));
    }

    [Fact]
    public async Task A_campaign_says_how_many_changesets_are_in_each_state_and_shows_its_latest_run()
    {
        var expected = string.Join(' ', SeededCampaign.Changesets.GroupBy(c => c.State).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key}={g.Count()}"));
        var list = await seeded.Host.JsonAsync("GET", "/api/campaigns");
        var one = await seeded.Host.JsonAsync("GET", One);
        foreach (var campaign in list.GetProperty("items").EnumerateArray().Append(one))
        {
            Assert.Equal(expected, string.Join(' ', campaign.GetProperty("changesets").EnumerateObject().Select(p => $"{p.Name}={p.Value}")));
            Assert.Equal(1, campaign.GetProperty("latest_run").GetProperty("number").GetInt32());
            Assert.Equal("completed", Text(campaign.GetProperty("latest_run"), "state"));
        }

        Assert.Equal(["other", "small"], list.GetProperty("items").EnumerateArray().Select(c => Text(c, "name")));
    }

    [Theory]
    [InlineData("targets?run=7")]
    [InlineData("diffs?run=7")]
    [InlineData("diffs/ab?run=7")]
    public async Task A_run_that_there_is_not_is_not_found(string path)
    {
        using var response = await seeded.Host.SendAsync("GET", $"{One}/{path}");
        Assert.Equal("run_not_found", await response.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
