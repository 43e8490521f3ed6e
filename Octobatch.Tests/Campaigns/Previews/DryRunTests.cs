using System.Net;
using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

public sealed class DryRunTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_spec_is_tried_on_a_few_repositories_without_leaving_a_trace()
    {
        await using var world = await PreviewWorld.StartAsync(postgres);
        var spec = PreviewWorld.Spec("""[{ replace: { files: [README.md], pattern: "^# .*", with: "# New" } }]""", "org:nobody");
        var answer = await world.Campaign.JsonAsync(
            "POST", "/api/previews", JsonSerializer.Serialize(new { spec, repositories = new[] { "acme/checkout", "globex/api", "acme/none" } }));
        var items = answer.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["acme/checkout ready", "acme/none failed", "globex/api ready"],
            items.Select(item => $"{item.GetProperty("repository").GetString()} {item.GetProperty("state").GetString()}"));
        Assert.Contains("+# New\n", items[0].GetProperty("patch").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, items[0].GetProperty("additions").GetInt32());
        Assert.NotEmpty(items[1].GetProperty("reason").GetString()!);
        Assert.Equal(["0 0 0"], await world.Campaign.RowsAsync("select (select count(*) from runs), (select count(*) from changesets), (select count(*) from campaigns)"));
    }

    [Fact]
    public async Task A_spec_may_be_json_and_its_errors_are_told()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 2);
        using var answer = await world.Campaign.SendAsync(
            "POST", "/api/previews", """{"spec":{"version":1,"name":"x"},"repositories":["org-01/service-000000"]}""", "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("invalid_spec", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"spec":"a","repositories":[]}""")]
    [InlineData("""{"spec":"a","repositories":["a/1","a/2","a/3","a/4","a/5","a/6","a/7","a/8","a/9","a/10","a/11"]}""")]
    [InlineData("""{"spec":"a","repositories":["nonsense"]}""")]
    [InlineData("""{"repositories":["a/b"]}""")]
    public async Task One_to_ten_names_and_a_spec_are_wanted(string body)
    {
        await using var campaign = await Specs.CampaignHost.StartAsync(postgres);
        using var answer = await campaign.SendAsync("POST", "/api/previews", body, "application/json");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
