using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Octobatch.Tests.Selections.Resolution;

public sealed class ResolveEndpointTests(SmallInventory inventory) : IClassFixture<SmallInventory>
{
    [Fact]
    public async Task Pages_one_after_another_are_the_whole_resolution()
    {
        const string selection = """{"select":[{"query":"name:*"},{"repositories":["acme/zzz","aaa/aaa"]}]}""";
        var whole = (await inventory.Host.ResolveAsync(selection)).Targets();

        var paged = new List<string>();
        string? next = "";
        while (next is not null)
        {
            var page = await inventory.Host.ResolveAsync(selection, $"?limit=3{(next.Length > 0 ? $"&after={next}" : "")}");
            paged.AddRange(page.Targets());
            next = (string?)page["next"];
        }

        Assert.Equal(14, whole.Count);
        Assert.Equal(whole, paged);
    }

    [Theory]
    [InlineData("""{"select":[{"query":"lanuage:go"}]}""", """[{"path":"select[0].query","message":"\"lanuage:\" is not a word of the query language","column":1,"suggestion":"language:"}]""")]
    [InlineData("""{"select":[]}""", """[{"path":"select","message":"selects nothing: give it at least one entry","column":null,"suggestion":null}]""")]
    [InlineData("""{"select":[{}]}""", """[{"path":"select[0]","message":"has either a query or repositories","column":null,"suggestion":null}]""")]
    [InlineData("""{"select":[null]}""", """[{"path":"select[0]","message":"has either a query or repositories","column":null,"suggestion":null}]""")]
    [InlineData("""{"select":[{"query":" "}]}""", """[{"path":"select[0].query","message":"is empty, and would take every repository","column":1,"suggestion":"name:*"}]""")]
    [InlineData("""{"select":[{"query":"org:a","sample":0}]}""", """[{"path":"select[0].sample","message":"is a number from 1, beside a query that selects","column":null,"suggestion":null}]""")]
    [InlineData("""{"select":[{"repositories":["a/b","one","a/b c",null]}]}""", """[{"path":"select[0].repositories[1]","message":"is not OWNER/NAME","column":null,"suggestion":null},{"path":"select[0].repositories[2]","message":"is not OWNER/NAME","column":null,"suggestion":null},{"path":"select[0].repositories[3]","message":"is not OWNER/NAME","column":null,"suggestion":null}]""")]
    [InlineData("""{"select":[{"query":"org:a"}],"exclude":[{"query":"archived:yes"}]}""", """[{"path":"exclude[0].query","message":"archived: is one of true, false","column":10,"suggestion":null}]""")]
    public async Task A_selection_with_errors_is_told_all_of_them(string selection, string errors)
    {
        using var response = await inventory.Host.CallAsync(HttpMethod.Post, "/api/selections/resolve", selection);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Equal("invalid_selection", (string?)problem["code"]);
        Assert.Equal(errors, problem["errors"]!.Text());
    }

    [Theory]
    [InlineData("?limit=0", "invalid_limit")]
    [InlineData("?limit=501", "invalid_limit")]
    [InlineData("?after=nonsense", "invalid_cursor")]
    public async Task A_page_that_cannot_be_is_refused(string query, string code)
    {
        using var response = await inventory.Host.CallAsync(HttpMethod.Post, $"/api/selections/resolve{query}", """{"select":[{"query":"name:*"}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(code, (string?)(await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["code"]);
    }

    [Fact]
    public async Task Without_a_service_token_nothing_is_told()
    {
        using var resolve = await inventory.Host.Client.PostAsJsonAsync("/api/selections/resolve", new { }, TestContext.Current.CancellationToken);
        using var list = await inventory.Host.Client.GetAsync("/api/repositories", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (resolve.StatusCode, list.StatusCode));
    }
}
