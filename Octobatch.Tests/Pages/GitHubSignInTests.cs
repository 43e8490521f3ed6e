using System.Net;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>Signing in with GitHub: roles by organisation and team, and what is not accepted.</summary>
public sealed class GitHubSignInTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken cancellation = TestContext.Current.CancellationToken;
    private SignInGitHub github = null!;
    private GatewayStack stack = null!;

    public async ValueTask InitializeAsync()
    {
        github = await SignInGitHub.StartAsync(cancellation);
        stack = await GatewayStack.StartAsync(
            postgres, null, ("OCTOBATCH_GITHUB_API_BASE_URL", github.Address.AbsoluteUri.TrimEnd('/')), ("OCTOBATCH_GITHUB_CLIENT_ID", "Iv1.tests"),
            ("OCTOBATCH_GITHUB_CLIENT_SECRET", SignInGitHub.Secret), ("OCTOBATCH_GITHUB_ROLES", "acme/*=viewer, acme/platform=operator, acme/owners=admin"));
    }

    public async ValueTask DisposeAsync()
    {
        await stack.DisposeAsync();
        await github.DisposeAsync();
    }

    [Theory]
    [InlineData("active", null, "viewer")]
    [InlineData("active", "active", "operator")]
    [InlineData("active", "pending", "viewer")]
    public async Task The_highest_role_of_ones_memberships_counts(string organisation, string? team, string role)
    {
        github.Memberships["user/memberships/orgs/acme"] = organisation;
        if (team is not null)
            github.Memberships["orgs/acme/teams/platform/memberships/octocat"] = team;
        using var visitor = new Visitor(stack.Gateway.Address);

        using var signedIn = await SignInAsync(visitor, "/repositories");

        Assert.Equal("/repositories", signedIn.Headers.Location?.OriginalString);
        var page = await visitor.ReadAsync("/settings");
        Assert.Contains("user:octocat", page, StringComparison.Ordinal);
        Assert.Contains($">{role}<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_member_stays_outside()
    {
        using var visitor = new Visitor(stack.Gateway.Address);
        using var refused = await SignInAsync(visitor, "/");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("octocat is in no organisation or team", await refused.Content.ReadAsStringAsync(cancellation), StringComparison.Ordinal);
        Assert.Equal(0, await stack.CountAsync("select count(*) from gateway.sessions"));
    }

    [Fact]
    public async Task An_answer_to_a_sign_in_that_this_browser_did_not_begin_is_refused()
    {
        github.Memberships["user/memberships/orgs/acme"] = "active";
        using var attacker = new Visitor(stack.Gateway.Address);
        using var victim = new Visitor(stack.Gateway.Address);
        var callback = await CallbackAsync(attacker, "/");

        using var withoutCookie = await victim.GetAsync(callback);
        (await victim.GetAsync("/sign-in/github")).Dispose();
        using var withOtherState = await victim.GetAsync(callback);

        Assert.Equal(HttpStatusCode.Unauthorized, withoutCookie.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, withOtherState.StatusCode);
    }

    [Fact]
    public async Task A_code_works_once_and_the_secret_is_shown_nowhere()
    {
        github.Memberships["user/memberships/orgs/acme"] = "active";
        using var visitor = new Visitor(stack.Gateway.Address);
        var callback = await CallbackAsync(visitor, "/");
        using var signedIn = await visitor.GetAsync(callback);
        using var again = await visitor.GetAsync(callback);
        Assert.Equal(HttpStatusCode.Found, signedIn.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
        Assert.DoesNotContain(SignInGitHub.Secret, callback, StringComparison.Ordinal);
        Assert.Contains("href=\"/sign-in/github?return=", await new Visitor(stack.Gateway.Address).ReadAsync("/sign-in"), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SignInAsync(Visitor visitor, string back) => await visitor.GetAsync(await CallbackAsync(visitor, back));

    /// <summary>Goes to GitHub, agrees, and gives where GitHub sends back to.</summary>
    private static async Task<string> CallbackAsync(Visitor visitor, string back)
    {
        using var begun = await visitor.GetAsync($"/sign-in/github?return={Uri.EscapeDataString(back)}");
        Assert.Equal(HttpStatusCode.Found, begun.StatusCode);
        using var agreed = await visitor.GetAsync(begun.Headers.Location!.AbsoluteUri);
        return agreed.Headers.Location!.PathAndQuery;
    }
}
