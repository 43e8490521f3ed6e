using System.Net;
using System.Text.Json;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Pages;
using Octobatch.Tests.Selections;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary><c>GET /api/installations</c>: selection's installations with campaign's budgets.</summary>
[Collection(nameof(SharedRedisAlone))]
public sealed class InstallationBudgetTests(PostgresFixture postgres, RedisServerFixture redis)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_installation_shows_what_is_left_of_its_budgets()
    {
        await using var stack = await StartAsync(("OCTOBATCH_REDIS_URL", await redis.GetUrlAsync()));
        var writes = stack.Campaign.Get<WriteBudget>();
        for (var i = 0; i < 2; i++)
            Assert.True((await writes.SpendAsync(7, RequestCost.Write(GitHubResource.GraphQL, 3, 1), Cancellation)).Granted);
        await AnsweredAsync(stack, 7, limit: 5_000, remaining: 4_321);
        var closed = await stack.Campaign.Get<RequestBudget>().RefuseAsync(8, new(DateTimeOffset.UtcNow, null, null), Cancellation);

        var (first, second) = await ListAsync(stack);

        Assert.Equal("""{"limit":80,"used":2,"remaining":78}""", first.GetProperty("content_per_minute").GetRawText());
        Assert.Equal("""{"limit":500,"used":2,"remaining":498}""", first.GetProperty("content_per_hour").GetRawText());
        Assert.Equal((5_000, 4_321), (first.GetProperty("core").GetProperty("limit").GetInt32(), first.GetProperty("core").GetProperty("remaining").GetInt32()));
        Assert.True(first.GetProperty("core").GetProperty("reset_at").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        Assert.Equal((JsonValueKind.Null, 0), (first.GetProperty("closed_until").ValueKind, first.GetProperty("refusals").GetInt32()));
        Assert.Equal((1, 40), (second.GetProperty("refusals").GetInt32(), second.GetProperty("content_per_minute").GetProperty("limit").GetInt32()));
        Assert.Equal(closed.ToUnixTimeSeconds(), second.GetProperty("closed_until").GetDateTimeOffset().ToUnixTimeSeconds());
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        Assert.Contains("498 of 500 <span class=\"quiet-inline\">content per hour</span>", await visitor.ReadAsync("/settings"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Redis_the_content_is_told_all_the_same_and_the_hourly_limits_are_unknown()
    {
        await using var stack = await StartAsync();
        var (first, _) = await ListAsync(stack);

        Assert.Equal(500, first.GetProperty("content_per_hour").GetProperty("remaining").GetInt32());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (first.GetProperty("core").ValueKind, first.GetProperty("graphql").ValueKind));
    }

    [Fact]
    public async Task Without_the_campaign_service_the_installations_come_without_budgets()
    {
        await using var stack = await StartAsync();
        await stack.Campaign.DisposeAsync();
        using var response = await stack.Gateway.SendAsync("GET", "/api/installations?limit=1", GatewayStack.AdminKey);
        var page = await response.ReadAsync();

        var only = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("acme", JsonValueKind.Null), (only.GetProperty("account").GetString(), only.GetProperty("budgets").ValueKind));
        Assert.Equal("7", page.GetProperty("next").GetString());
    }

    [Fact]
    public async Task What_selection_refuses_is_passed_on()
    {
        await using var stack = await StartAsync();
        using var response = await stack.Gateway.SendAsync("GET", "/api/installations?limit=501", GatewayStack.AdminKey);
        Assert.Equal("invalid_limit", await response.ReadProblemAsync(HttpStatusCode.BadRequest));
    }

    private async Task<GatewayStack> StartAsync(params (string, string?)[] campaign)
    {
        var stack = await GatewayStack.StartAsync(postgres, campaign);
        await stack.Selection.SeedAsync(
        [
            new(7, "acme", 70) { AccountType = "Organization", RepositorySelection = "all" },
            new(8, "globex", 80) { AccountType = "Organization", RepositorySelection = "all" },
        ], []);
        return stack;
    }

    private static async Task<(JsonElement First, JsonElement Second)> ListAsync(GatewayStack stack)
    {
        using var response = await stack.Gateway.SendAsync("GET", "/api/installations", (await stack.Gateway.CreateKeyAsync("viewer")).Key);
        var items = (await response.ReadAsync()).GetProperty("items");
        Assert.Equal(["acme", "globex"], items.EnumerateArray().Select(item => item.GetProperty("account").GetString()));
        return (items[0].GetProperty("budgets"), items[1].GetProperty("budgets"));
    }

    /// <summary>A request of this installation has ended, and its answer said what is left.</summary>
    private static async Task AnsweredAsync(GatewayStack stack, long installation, int limit, int remaining)
    {
        var budget = stack.Campaign.Get<RequestBudget>();
        await using var permit = await budget.EnterAsync(installation, RequestCost.Read(GitHubResource.Core), null, Cancellation);
        permit.Answered(new("core", limit, remaining, DateTimeOffset.UtcNow.AddMinutes(30), null), costNothing: false);
    }
}
