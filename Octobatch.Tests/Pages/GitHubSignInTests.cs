using System.Net;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>Signing in with GitHub: roles by organisation and team, and what is not accepted.</summary>
public sealed class GitHubSignInTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private RunningSimulator github = null!;
    private GatewayStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        github = await RunningSimulator.StartAsync();
        stack = await GatewayStack.StartAsync(
            postgres, null, ("OCTOBATCH_GITHUB_API_BASE_URL", github.Url.AbsoluteUri.TrimEnd('/')), ("OCTOBATCH_GITHUB_CLIENT_ID", github.Simulator.App.ClientId),
            ("OCTOBATCH_GITHUB_CLIENT_SECRET", github.Simulator.App.ClientSecret), ("OCTOBATCH_GITHUB_ROLES", "acme/*=viewer, acme/payments=operator, acme/identity=admin"));
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await github.DisposeAsync();
    }

    [Theory]
    [InlineData("bob", "none", "viewer")]
    [InlineData("bob", "active", "operator")]
    [InlineData("bob", "pending", "viewer")]
    [InlineData("alice", "active", "admin")]
    public async Task The_highest_role_of_ones_memberships_counts(string person, string team, string role)
    {
        Assert.Null(github.Simulator.Memberships.Set("acme", "payments", person, team));
        using var visitor = new Visitor(stack.Gateway.Address);

        using var signedIn = await SignInAsync(visitor, "/repositories", person);

        Assert.Equal("/repositories", signedIn.Headers.Location?.OriginalString);
        var page = await visitor.ReadAsync("/settings");
        Assert.Contains($"user:{person}", page, StringComparison.Ordinal);
        Assert.Contains($">{role}<", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve", "none")]
    [InlineData("bob", "pending")]
    public async Task Who_is_no_member_stays_outside(string person, string organisation)
    {
        Assert.Null(github.Simulator.Memberships.Set("acme", null, person, organisation));
        using var visitor = new Visitor(stack.Gateway.Address);
        using var refused = await SignInAsync(visitor, "/", person);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains($"{person} is in no organisation or team", await refused.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await stack.CountAsync("select count(*) from gateway.sessions"));
    }

    [Fact]
    public async Task An_answer_to_a_sign_in_that_this_browser_did_not_begin_is_refused()
    {
        using var attacker = new Visitor(stack.Gateway.Address);
        using var victim = new Visitor(stack.Gateway.Address);
        var callback = await CallbackAsync(attacker, "/", "bob");

        using var withoutCookie = await victim.GetAsync(callback);
        (await victim.GetAsync("/sign-in/github")).Dispose();
        using var withOtherState = await victim.GetAsync(callback);

        Assert.Equal(HttpStatusCode.Unauthorized, withoutCookie.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, withOtherState.StatusCode);
    }

    [Fact]
    public async Task A_code_works_once_and_the_secret_is_shown_nowhere()
    {
        using var visitor = new Visitor(stack.Gateway.Address);
        var callback = await CallbackAsync(visitor, "/", "bob");
        using var signedIn = await visitor.GetAsync(callback);
        using var again = await visitor.GetAsync(callback);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.DoesNotContain(github.Simulator.App.ClientSecret, callback, StringComparison.Ordinal);
        Assert.Contains("href=\"/sign-in/github?return=", await new Visitor(stack.Gateway.Address).ReadAsync("/sign-in"), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SignInAsync(Visitor visitor, string back, string person) =>
        await visitor.GetAsync(await CallbackAsync(visitor, back, person));

    /// <summary>Goes to GitHub, agrees, and gives where GitHub sends back to.</summary>
    private static async Task<string> CallbackAsync(Visitor visitor, string back, string person)
    {
        using var begun = await visitor.GetAsync($"/sign-in/github?return={Uri.EscapeDataString(back)}");
        Assert.Equal(HttpStatusCode.Found, begun.StatusCode);
        var at = begun.Headers.Location!.AbsoluteUri;
        Assert.Contains($"login={person}\"", await visitor.ReadAsync(at), StringComparison.Ordinal);
        using var agreed = await visitor.GetAsync($"{at}&login={person}");
        return agreed.Headers.Location!.PathAndQuery;
    }
}
