using System.Net;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class OidcTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_person_signed_in_elsewhere_acts_under_their_own_name()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var stack = await GatewayStack.StartAsync(postgres, null, Settings(provider.Issuer));

        using var response = await stack.Gateway.SendAsync("POST", "/api/keys", provider.Token(null, "viewer", "admin", "unheard-of"), new { name = "ci", role = "viewer" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(1, await stack.CountAsync("select count(*) from gateway.api_keys where created_by = 'user:octocat'"));
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("operator")]
    [InlineData("system")] // Octobatch's own
    [InlineData("Admin")]
    [InlineData("")]
    public async Task A_role_that_is_not_admins_opens_nothing_of_theirs(string role)
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await GatewayStack.StartGatewayAsync(null, Settings(provider.Issuer));
        using var response = await gateway.SendAsync("GET", "/api/audit", provider.Token(null, role));
        Assert.Equal("forbidden", await response.ReadProblemAsync(HttpStatusCode.Forbidden));
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("expired")]
    [InlineData("other key")]
    [InlineData("none")]
    [InlineData("public key as HMAC secret")]
    public async Task A_token_that_the_provider_did_not_make_for_Octobatch_is_refused(string flaw)
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await GatewayStack.StartGatewayAsync(null, Settings(provider.Issuer));
        using var other = RSA.Create(2048);
        var token = provider.Token(descriptor =>
        {
            switch (flaw)
            {
                case "audience": descriptor.Audience = "another"; break;
                case "issuer": descriptor.Issuer = "https://example.com"; break;
                case "expired": (descriptor.NotBefore, descriptor.Expires) = (DateTime.UtcNow.AddHours(-2), DateTime.UtcNow.AddHours(-1)); break;
                case "other key": descriptor.SigningCredentials = new(new RsaSecurityKey(other) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256); break;
                case "none": descriptor.SigningCredentials = null; break;
                default: descriptor.SigningCredentials = new(new SymmetricSecurityKey(provider.PublicKey) { KeyId = "k1" }, SecurityAlgorithms.HmacSha256); break;
            }
        }, "admin");

        using var response = await gateway.SendAsync("GET", "/api/audit", token);

        Assert.Equal("not_authenticated", await response.ReadProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task While_the_provider_is_away_its_people_are_told_to_wait_and_keys_work()
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await GatewayStack.StartGatewayAsync(null, [("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey), .. Settings(ServiceSettings.Nowhere)]);

        using var person = await gateway.SendAsync("GET", "/api/audit", provider.Token(null, "admin"));
        using var key = await gateway.SendAsync("GET", "/api/audit", GatewayStack.AdminKey);

        Assert.Equal("oidc_unavailable", await person.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.Equal(HttpStatusCode.OK, key.StatusCode);
    }

    [Theory]
    [InlineData("https://id.example.com", null, "OCTOBATCH_OIDC_AUDIENCE")]
    [InlineData(null, "octobatch", "OCTOBATCH_OIDC_AUTHORITY")]
    [InlineData("http://id.example.com", "octobatch", "OCTOBATCH_OIDC_AUTHORITY")]
    public async Task Half_a_configuration_is_named_and_lets_nobody_in(string? authority, string? audience, string variable)
    {
        await using var provider = await OidcProvider.StartAsync();
        await using var gateway = await GatewayStack.StartGatewayAsync(
            null, ("OCTOBATCH_OIDC_AUTHORITY", authority), ("OCTOBATCH_OIDC_AUDIENCE", audience));

        using var health = await gateway.SendAsync("GET", "/healthz");
        using var response = await gateway.SendAsync("GET", "/api/audit", provider.Token(null, "admin"));

        var problems = (await health.ReadAsync(HttpStatusCode.ServiceUnavailable)).GetProperty("problems").EnumerateArray().Select(p => p.GetString()!);
        Assert.Contains(problems, p => p.StartsWith(variable, StringComparison.Ordinal));
        await response.ReadProblemAsync(HttpStatusCode.Unauthorized);
    }

    private static (string, string?)[] Settings(string authority) =>
        [("OCTOBATCH_OIDC_AUTHORITY", authority), ("OCTOBATCH_OIDC_AUDIENCE", OidcProvider.Audience)];
}
