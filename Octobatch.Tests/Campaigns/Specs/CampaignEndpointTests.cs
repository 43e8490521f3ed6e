using System.Net;
using System.Text;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

public sealed class CampaignEndpointTests(PostgresFixture postgres)
{
    private const string Path = "/api/campaigns";
    private const string One = Path + "/small";

    private static readonly string Changed = SpecTexts.Small.Replace("Remove", "Delete", StringComparison.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_campaign_is_created_read_changed_and_closed()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var created = await host.SendAsync("POST", Path, SpecTexts.Small);
        var answer = await created.ReadAsync(HttpStatusCode.Created);
        Assert.Equal(One, created.Headers.Location?.ToString());
        Assert.Equal("\"1\"", created.Headers.ETag?.Tag);
        Assert.Equal($$"""{"name":"small","spec_version":1,"spec_hash":"{{SpecTexts.Hash(SpecTexts.Small)}}"}""", answer.GetRawText());

        using var changed = await host.SendAsync("PUT", One, Changed, ifMatch: "\"1\"");
        Assert.Equal(2, (await changed.ReadAsync()).GetProperty("spec_version").GetInt32());
        Assert.Equal("\"2\"", changed.Headers.ETag?.Tag);

        using var found = await host.SendAsync("GET", One, role: "viewer");
        var campaign = await found.ReadAsync();
        Assert.Equal("\"2\"", found.Headers.ETag?.Tag);
        Assert.Equal("open", campaign.GetProperty("state").GetString());
        Assert.Equal(SpecTexts.Hash(Changed), campaign.GetProperty("spec_hash").GetString());

        using var closed = await host.SendAsync("POST", One + "/close");
        Assert.Equal("closed", (await closed.ReadAsync()).GetProperty("state").GetString());
        using var again = await host.SendAsync("POST", One + "/close");
        Assert.Equal("closed", (await again.ReadAsync()).GetProperty("state").GetString());
        using var late = await host.SendAsync("PUT", One, SpecTexts.Small, ifMatch: "\"2\"");
        Assert.Equal("campaign_closed", await late.ReadProblemAsync(HttpStatusCode.Conflict));

        Assert.Equal(
            ["key:test campaign.created campaign:small small 1", "key:test campaign.changed campaign:small small 2", "key:test campaign.closed campaign:small small -"],
            await host.RowsAsync("select actor, action, subject, campaign, coalesce(details ->> 'spec_version', '-') from audit order by id"));
    }

    [Fact]
    public async Task A_name_that_is_taken_and_a_spec_that_is_not_valid_change_nothing()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var first = await host.SendAsync("POST", Path, SpecTexts.Small);
        using var second = await host.SendAsync("POST", Path, Changed);
        Assert.Equal("campaign_exists", await second.ReadProblemAsync(HttpStatusCode.Conflict));

        using var bad = await host.SendAsync("PUT", One, Changed.Replace("small", "other", StringComparison.Ordinal) + "more: 1\n", ifMatch: "*");
        var problem = await bad.ReadAsync(HttpStatusCode.BadRequest);
        Assert.Equal("invalid_spec", problem.GetProperty("code").GetString());
        Assert.Equal(
            """[{"path":"name","line":2,"column":7,"message":"must stay small: a campaign's name never changes"},""",
            problem.GetProperty("errors").GetRawText().Split("{\"path\":\"more\"")[0]);
        Assert.Equal(["1 1"], await host.RowsAsync("select (select count(*) from specs), (select count(*) from audit)"));
    }

    [Fact]
    public async Task Nothing_is_stored_that_cannot_be_audited()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var created = await host.SendAsync("POST", Path, SpecTexts.Small);
        await host.RowsAsync("alter table audit rename to lost");
        foreach (var (method, path, body) in ((string, string, string?)[])[
            ("POST", Path, SpecTexts.Small.Replace("small", "other", StringComparison.Ordinal)), ("PUT", One, Changed), ("POST", One + "/close", null)])
        {
            using var failed = await host.SendAsync(method, path, body, ifMatch: "*");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        }

        Assert.Equal(["small 1 1 0"], await host.RowsAsync("select name, spec_version, (select count(*) from specs), count(closed_at) over () from campaigns"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.PreconditionRequired)]
    [InlineData("no tag", HttpStatusCode.PreconditionRequired)]
    [InlineData("\"2\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("W/\"1\"", HttpStatusCode.PreconditionFailed)]
    [InlineData("\"7\", \"1\"", HttpStatusCode.OK)]
    [InlineData("*", HttpStatusCode.OK)]
    public async Task A_change_says_which_version_it_replaces(string? ifMatch, HttpStatusCode status)
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var created = await host.SendAsync("POST", Path, SpecTexts.Small);
        using var changed = await host.SendAsync("PUT", One, Changed, ifMatch: ifMatch);
        Assert.Equal(status, changed.StatusCode);
        using var missing = await host.SendAsync("PUT", Path + "/other", SpecTexts.Small.Replace("small", "other", StringComparison.Ordinal), ifMatch: "*");
        Assert.Equal("campaign_not_found", await missing.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_same_intent_written_otherwise_is_no_new_version()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var created = await host.SendAsync("POST", Path, SpecTexts.Small);
        var json = SpecTexts.Valid(SpecTexts.Small).Normalised;
        using var same = await host.SendAsync("PUT", One, json, "application/json; charset=UTF-8", "\"1\"");
        Assert.Equal(1, (await same.ReadAsync()).GetProperty("spec_version").GetInt32());
        Assert.Equal("\"1\"", same.Headers.ETag?.Tag);
        Assert.Equal(["1 1"], await host.RowsAsync("select (select count(*) from specs), (select count(*) from audit)"));
    }

    [Fact]
    public async Task Of_changes_to_the_same_version_one_wins()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var created = await host.SendAsync("POST", Path, SpecTexts.Small);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            using var response = await host.SendAsync("PUT", One, SpecTexts.Small.Replace("Remove", $"Remove {i}", StringComparison.Ordinal), ifMatch: "\"1\"");
            return response.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.OK);
        Assert.Equal(7, statuses.Count(s => s == HttpStatusCode.PreconditionFailed));
        Assert.Equal(["2 2 2"], await host.RowsAsync("select (select count(*) from specs), (select count(*) from audit), spec_version from campaigns"));
    }

    [Fact]
    public async Task Of_campaigns_of_one_name_created_at_once_one_wins()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await host.SendAsync("POST", Path, SpecTexts.Small);
            return response.StatusCode;
        }));
        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(7, statuses.Count(s => s == HttpStatusCode.Conflict));
        Assert.Equal(["1 1"], await host.RowsAsync("select (select count(*) from specs), (select count(*) from audit)"));
    }

    [Fact]
    public async Task A_spec_is_given_back_as_it_was_written_or_normalised()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        var written = "\uFEFF# ours\r\n" + SpecTexts.Small;
        using var created = await host.SendAsync("POST", Path, written, "text/yaml");
        using var changed = await host.SendAsync("PUT", One, SpecTexts.Valid(Changed).Normalised, "application/json", "\"1\"");

        Assert.Equal(("application/yaml", written, "\"1\""), await SpecAsync("?version=1", null));
        Assert.Equal(("application/yaml", written, "\"1\""), await SpecAsync("?version=1", "text/html, */*"));
        Assert.Equal(("application/json", SpecTexts.Valid(SpecTexts.Small).Normalised, "\"1\""), await SpecAsync("?version=1", "application/json"));
        Assert.Equal(("application/json", SpecTexts.Valid(Changed).Normalised, "\"2\""), await SpecAsync("", "application/yaml"));
        using var none = await host.SendAsync("GET", One + "/spec?version=3");
        await none.ReadProblemAsync(HttpStatusCode.NotFound);
        using var word = await host.SendAsync("GET", One + "/spec?version=x");
        await word.ReadProblemAsync(HttpStatusCode.BadRequest);

        async Task<(string? Type, string Body, string? Tag)> SpecAsync(string query, string? accept)
        {
            using var response = await host.SendAsync("GET", One + "/spec" + query, accept: accept, role: "viewer");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return (response.Content.Headers.ContentType?.MediaType, Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Cancellation)), response.Headers.ETag?.Tag);
        }
    }

    [Fact]
    public async Task Campaigns_are_listed_page_by_page()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        foreach (var name in (string[])["b", "a", "a-1", "c"])
        {
            using var created = await host.SendAsync("POST", Path, SpecTexts.Small.Replace("name: small", $"name: {name}\ndescription: about {name}", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        }

        var names = new List<string?>();
        string? next = null;
        do
        {
            using var response = await host.SendAsync("GET", $"{Path}?limit=3{(next is null ? "" : "&after=" + next)}", role: "viewer");
            var page = await response.ReadAsync();
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("description").GetString()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(["about a", "about a-1", "about b", "about c"], names);
        using var large = await host.SendAsync("GET", Path + "?limit=501");
        Assert.Equal("invalid_limit", await large.ReadProblemAsync(HttpStatusCode.BadRequest));
        using var odd = await host.SendAsync("GET", Path + "?after=%00");
        Assert.Equal("invalid_cursor", await odd.ReadProblemAsync(HttpStatusCode.BadRequest));
        using var zero = await host.SendAsync("GET", Path + "/a%00");
        Assert.Equal(HttpStatusCode.BadRequest, zero.StatusCode);
    }

    [Fact]
    public async Task Validating_gives_the_normalised_form_and_stores_nothing()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var valid = await host.SendAsync("POST", Path + "/validate", SpecTexts.Small, role: "viewer");
        Assert.Equal(SpecTexts.Valid(SpecTexts.Small).Normalised, await valid.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("application/json", valid.Content.Headers.ContentType?.MediaType);
        using var bad = await host.SendAsync("POST", Path + "/validate", "{", "application/json", role: "viewer");
        Assert.Equal("invalid_spec", await bad.ReadProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal(["0"], await host.RowsAsync("select count(*) from campaigns"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/yaml; charset=utf-16")]
    [InlineData("")]
    public async Task Another_media_type_is_refused(string type)
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var response = await host.SendAsync("POST", Path, SpecTexts.Small, type);
        Assert.Equal("unsupported_media_type", await response.ReadProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    [Fact]
    public async Task Closing_takes_no_unknown_wishes_and_no_viewers()
    {
        await using var host = await CampaignHost.StartAsync(postgres);
        using var created = await host.SendAsync("POST", Path, SpecTexts.Small);
        using var wish = await host.SendAsync("POST", One + "/close", """{"pull_requests":"merge"}""", "application/json");
        Assert.Equal("invalid_pull_requests", await wish.ReadProblemAsync(HttpStatusCode.BadRequest));
        using var viewer = await host.SendAsync("POST", One + "/close", role: "viewer");
        await viewer.ReadProblemAsync(HttpStatusCode.Forbidden);
        using var missing = await host.SendAsync("POST", Path + "/other/close");
        Assert.Equal("campaign_not_found", await missing.ReadProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal(["0"], await host.RowsAsync("select count(*) from campaigns where closed_at is not null"));
    }

    [Theory]
    [InlineData(1_900_000, HttpStatusCode.Created)]
    [InlineData(10_000_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task Through_the_gateway_a_spec_may_be_large_but_not_too_large(int bytes, HttpStatusCode status)
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Headers = { { "Authorization", $"Bearer {GatewayStack.AdminKey}" } } };
        request.Content = new StringContent(SpecTexts.Small + "# " + new string('x', bytes), Encoding.UTF8, "application/yaml");
        using var response = await stack.Gateway.Client.SendAsync(request, Cancellation);
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.Created)
        {
            Assert.Equal(One, response.Headers.Location?.ToString());
            Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        }
    }
}
