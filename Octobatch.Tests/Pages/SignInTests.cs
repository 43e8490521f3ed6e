using System.Net;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>Keys and links become sessions, and sessions end.</summary>
public sealed class SignInTests(PostgresFixture postgres)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_opens_the_page_that_was_asked_for_and_stays_out_of_the_cookie()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var (key, id) = await stack.Gateway.CreateKeyAsync("viewer");
        using var visitor = new Visitor(stack.Gateway.Address);

        using var before = await visitor.GetAsync("/repositories?query=org%3Aacme");
        using var signedIn = await visitor.SubmitAsync(before.Headers.Location!.OriginalString, "/sign-in", ("key", $" {key} "), ("return", "/repositories?query=org%3Aacme"));
        var page = await visitor.ReadAsync("/repositories");

        Assert.Equal("/sign-in?return=%2Frepositories%3Fquery%3Dorg%253Aacme", before.Headers.Location.OriginalString);
        Assert.Equal("/repositories?query=org%3Aacme", signedIn.Headers.Location?.OriginalString);
        Assert.Contains($"key:{id}", page, StringComparison.Ordinal);
        Assert.Contains("viewer", page, StringComparison.Ordinal);
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("octobatch_session=", StringComparison.Ordinal));
        Assert.DoesNotContain(key, cookie, StringComparison.Ordinal);
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("secure", cookie, StringComparison.Ordinal); // over http
        await using var source = NpgsqlDataSource.Create(stack.Dsn);
        await using var all = source.CreateCommand("select string_agg(s::text, ' ') from gateway.sessions s");
        var value = visitor.Cookies.GetCookies(stack.Gateway.Address)["octobatch_session"]!.Value;
        Assert.DoesNotContain(value, (string)(await all.ExecuteScalarAsync(cancellation))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Behind_a_public_https_address_cookies_go_over_https_alone()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, null, ("OCTOBATCH_PUBLIC_URL", "https://octobatch.example.com"));
        using var visitor = new Visitor(stack.Gateway.Address);
        using var signedIn = await visitor.SubmitAsync("/sign-in", "/sign-in", ("key", GatewayStack.AdminKey));
        Assert.Contains("secure", Assert.Single(signedIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("octobatch_session", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example.com/")]
    [InlineData("//evil.example.com/")]
    [InlineData("/\\evil.example.com/")]
    public async Task Nobody_is_sent_to_another_site(string back)
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = new Visitor(stack.Gateway.Address);
        using var signedIn = await visitor.SubmitAsync("/sign-in", "/sign-in", ("key", GatewayStack.AdminKey), ("return", back));
        Assert.Equal("/", signedIn.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_wrong_key_is_told_in_words_and_shown_nowhere()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = new Visitor(stack.Gateway.Address);
        var wrong = "octo_" + new string('x', 43);
        using var refused = await visitor.SubmitAsync("/sign-in", "/sign-in", ("key", wrong));
        var html = await refused.Content.ReadAsStringAsync(cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("This key is not valid", html, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, html, StringComparison.Ordinal);
        Assert.Equal(0, await stack.CountAsync("select count(*) from gateway.sessions"));
    }

    [Fact]
    public async Task A_link_signs_in_once_and_only_when_its_button_is_pressed()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var link = await CreateLinkAsync(stack.Gateway, GatewayStack.AdminKey);
        using var first = new Visitor(stack.Gateway.Address);
        using var second = new Visitor(stack.Gateway.Address);

        await first.ReadAsync(link); // such as a chat that makes a preview
        using var used = await second.SubmitAsync(link, link);
        using var again = await first.SubmitAsync(link, link);

        Assert.Equal("/", used.Headers.Location?.OriginalString);
        Assert.Contains("key:bootstrap", await second.ReadAsync("/settings"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.Contains("used before or is too old", await again.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await stack.CountAsync("select count(*) from gateway.sign_in_links"));
    }

    [Fact]
    public async Task A_link_is_good_for_fifteen_minutes()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time);
        var link = await CreateLinkAsync(stack.Gateway, GatewayStack.AdminKey);
        using var visitor = new Visitor(stack.Gateway.Address);
        time.Advance(TimeSpan.FromMinutes(15));
        using var late = await visitor.SubmitAsync(link, link);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task A_link_gives_no_more_than_the_key_that_made_it_and_ends_with_it()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time);
        var (key, id) = await stack.Gateway.CreateKeyAsync("operator");
        var link = await CreateLinkAsync(stack.Gateway, key);
        using var visitor = new Visitor(stack.Gateway.Address);
        using var signedIn = await visitor.SubmitAsync(link, link);
        using var keys = await visitor.GetAsync("/keys");
        Assert.Equal(HttpStatusCode.Forbidden, keys.StatusCode);
        Assert.Contains("role does not allow this", await keys.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);

        (await stack.Gateway.SendAsync("DELETE", $"/api/keys/{id}", GatewayStack.AdminKey)).Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        await AssertSignedOutAsync(visitor);
    }

    [Fact]
    public async Task A_session_ends_with_its_key()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time);
        var (key, id) = await stack.Gateway.CreateKeyAsync("viewer");
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, key);
        await visitor.ReadAsync("/settings");
        (await stack.Gateway.SendAsync("DELETE", $"/api/keys/{id}", GatewayStack.AdminKey)).Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        await AssertSignedOutAsync(visitor);
    }

    [Fact]
    public async Task A_session_ends_when_idle_and_at_the_latest_after_its_hours()
    {
        await using var stack = await GatewayStack.StartAsync(
            postgres, time, ("OCTOBATCH_GATEWAY_SESSION_IDLE_MINUTES", "30"), ("OCTOBATCH_GATEWAY_SESSION_HOURS", "2"));
        using var idle = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        using var busy = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        for (var minutes = 0; minutes < 100; minutes += 20)
        {
            await busy.ReadAsync("/settings");
            time.Advance(TimeSpan.FromMinutes(20));
        }

        await AssertSignedOutAsync(idle);
        await busy.ReadAsync("/settings");
        time.Advance(TimeSpan.FromMinutes(20));
        await AssertSignedOutAsync(busy);
    }

    [Fact]
    public async Task Signing_out_makes_every_copy_of_the_cookie_worthless()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        using var copy = new Visitor(stack.Gateway.Address);
        copy.Cookies.Add(visitor.Cookies.GetCookies(stack.Gateway.Address));
        await copy.ReadAsync("/settings");

        using var signedOut = await visitor.SubmitAsync("/settings", "/sign-out");

        Assert.Equal("/sign-in", signedOut.Headers.Location?.OriginalString);
        Assert.Null(visitor.Cookies.GetCookies(stack.Gateway.Address)["octobatch_session"]);
        await AssertSignedOutAsync(copy);
        Assert.Equal(1, await stack.CountAsync("select count(*) from gateway.audit where action = 'session.begun' and actor = 'key:bootstrap' and details ->> 'with' = 'key'"));
        Assert.Equal(1, await stack.CountAsync("select count(*) from gateway.audit where action = 'session.ended'"));
    }

    private static async Task<string> CreateLinkAsync(ServiceHost gateway, string key)
    {
        using var response = await gateway.SendAsync("POST", "/api/sign-in-links", key);
        var url = (await response.ReadAsync(HttpStatusCode.Created)).GetProperty("url").GetString()!;
        return new Uri(url).AbsolutePath;
    }

    private static async Task AssertSignedOutAsync(Visitor visitor)
    {
        using var response = await visitor.GetAsync("/settings");
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.StartsWith("/sign-in", response.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }
}
