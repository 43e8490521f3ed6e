using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Octobatch.Tests.Selections.Resolution;
using Xunit;

namespace Octobatch.Tests.Selections.Inventory;

public sealed class RepositoryEndpointTests(SmallInventory inventory) : IClassFixture<SmallInventory>
{
    [Fact]
    public async Task The_list_shows_what_the_query_takes_a_page_at_a_time()
    {
        var first = await inventory.Host.JsonAsync(HttpMethod.Get, "/api/repositories?query=org:acme%20-archived:true&limit=2");
        var second = await inventory.Host.JsonAsync(HttpMethod.Get, $"/api/repositories?query=org:acme%20-archived:true&limit=2&after={first["next"]}");

        Assert.Equal(["acme/after", "acme/disabled"], first["items"]!.AsArray().Select(r => (string)r!["repository"]!));
        Assert.Equal(["acme/four", "acme/ignored"], second["items"]!.AsArray().Select(r => (string)r!["repository"]!));
    }

    [Fact]
    public async Task Without_a_query_it_lists_all_and_never_what_was_removed()
    {
        var all = await inventory.Host.JsonAsync(HttpMethod.Get, "/api/repositories");

        Assert.Equal(12, all["items"]!.AsArray().Count);
        Assert.Null(all["next"]);
    }

    [Fact]
    public async Task A_query_with_errors_is_told_where()
    {
        using var response = await inventory.Host.CallAsync(HttpMethod.Get, "/api/repositories?query=org:acme%20lanuage:go");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Equal("query: column 10: \"lanuage:\" is not a word of the query language; did you mean \"language:\"?", (string?)problem["detail"]);
    }
}
