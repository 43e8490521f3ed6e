using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>What keeps other sites and smuggled content out of the pages.</summary>
public sealed partial class ProtectionTests(PostgresFixture postgres)
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_run_nothing_but_files_of_ours()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        foreach (var path in (string[])["/sign-in/link/x", "/settings", "/repositories", "/there-is-no-such-page"])
        {
            using var response = await visitor.GetAsync(path);
            var html = await response.Content.ReadAsStringAsync(cancellation);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
            Assert.True(response.Headers.CacheControl?.NoStore);
            Assert.DoesNotMatch(Inline(), html);
        }
    }

    [Fact]
    public async Task Files_of_the_pages_are_kept_by_browsers_as_long_as_they_are_the_same()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = new Visitor(stack.Gateway.Address);
        var path = Stylesheet().Match(await visitor.ReadAsync("/sign-in")).Groups["value"].Value;
        using var style = await visitor.GetAsync(path);
        using var other = await visitor.GetAsync(path.Split('?')[0] + "?v=other");
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", style.Headers.CacheControl?.ToString());
        Assert.True(other.Headers.CacheControl?.NoCache);
        using var nothing = await visitor.GetAsync("/assets/..%2Fappsettings.json");
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task A_session_changes_something_through_the_API_only_with_the_token_of_our_own_pages()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        var token = Meta().Match(await visitor.ReadAsync("/settings")).Groups["value"].Value;

        using var read = await visitor.GetAsync("/api/keys");
        using var without = await CreateKeyAsync(visitor, null);
        using var with = await CreateKeyAsync(visitor, token);
        using var another = await Visitor.SignedInAsync(stack.Gateway, (await stack.Gateway.CreateKeyAsync("admin")).Key);
        using var withAnothers = await CreateKeyAsync(another, token);

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("form_token_invalid", await without.ReadProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.Created, with.StatusCode);
        Assert.Equal("form_token_invalid", await withAnothers.ReadProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Any_replica_takes_the_cookies_and_forms_of_another()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        await using var second = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_POSTGRES_DSN", stack.Dsn), ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        using var first = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        var token = Visitor.TokenIn(await first.ReadAsync("/settings"));
        using var other = new Visitor(second.Address);
        other.Cookies.Add(second.Address, first.Cookies.GetCookies(stack.Gateway.Address));

        using var signedOut = await other.PostAsync("/sign-out", ("form_token", token));

        Assert.Equal("/sign-in", signedOut.Headers.Location?.OriginalString);
        Assert.Equal(0, await stack.CountAsync("select count(*) from gateway.sessions"));
        Assert.Equal(1, await stack.CountAsync("select count(*) from gateway.data_protection_keys"));
        Assert.Equal(0, await stack.CountAsync("select count(*) from gateway.data_protection_keys where xml like '%<masterKey%' or xml not like '%encryptedKey%'"));
    }

    [Fact]
    public async Task What_goes_wrong_is_said_in_words_to_people_and_in_problem_details_to_programs()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, (await stack.Gateway.CreateKeyAsync("viewer")).Key);

        using var missing = await visitor.GetAsync("/no/such/page");
        using var forbidden = await visitor.GetAsync("/keys");
        using var program = await stack.Gateway.SendAsync("GET", "/no/such/page", GatewayStack.AdminKey);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("There is no such page", await missing.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.DoesNotContain("href=\"/keys\"", await forbidden.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal("not_found", await program.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    private static async Task<HttpResponseMessage> CreateKeyAsync(Visitor visitor, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/keys") { Content = JsonContent.Create(new { name = "a script's", role = "viewer" }) };
        if (token is not null)
            request.Headers.Add("X-Form-Token", token);
        return await visitor.SendAsync(request);
    }

    [GeneratedRegex("<script>|<script type=\"module\" src=\"/?[^/a]|<style|\\sstyle=\"|\\son[a-z]+=\"|javascript:", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Inline();

    [GeneratedRegex("rel=\"stylesheet\" href=\"(?<value>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Stylesheet();

    [GeneratedRegex("name=\"form-token\" content=\"(?<value>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Meta();
}
