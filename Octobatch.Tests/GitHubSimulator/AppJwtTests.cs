using System.Security.Cryptography;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class AppJwtTests
{
    private const string NotDecoded = "A JSON web token could not be decoded";
    private const string BadIssuedAt = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    private const string BadExpiry = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";

    [Fact]
    public async Task An_app_is_known_by_its_number_by_the_number_as_text_and_by_its_client_id()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        foreach (object issuer in new object[] { 1, "1", "Iv23liOctobatchSim01" })
        {
            var reply = await simulator.GetAsync("/app", RunningSimulator.Jwt(Claims(simulator, issuer)));
            Assert.Equal(200, reply.Status);
            Assert.Equal("octobatch", reply.Json.GetProperty("slug").GetString());
            Assert.Equal("write", reply.Json.GetProperty("permissions").GetProperty("workflows").GetString());
            Assert.Contains("pull_request", reply.Json.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
        }
    }

    [Fact]
    public async Task Every_flaw_of_a_jwt_is_refused_in_the_words_of_GitHub()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var now = simulator.Simulator.Clock.Now.ToUnixTimeSeconds();
        using var stranger = RSA.Create(2048);
        (string Jwt, int Status, string Message)[] flaws =
        [
            (RunningSimulator.Jwt(Claims(simulator, 1), stranger.ExportRSAPrivateKeyPem()), 401, NotDecoded),
            (RunningSimulator.Jwt(Claims(simulator, 1), algorithm: "none"), 401, NotDecoded),
            (RunningSimulator.Jwt(Claims(simulator, 1), algorithm: "HS256"), 401, NotDecoded),
            (simulator.Jwt()[..^8], 401, NotDecoded),
            (simulator.Jwt() + ".x", 401, NotDecoded),
            ("eyJub3Qi", 401, NotDecoded),
            (RunningSimulator.Jwt(Claims(simulator, 2)), 404, "Integration not found"),
            (RunningSimulator.Jwt(Claims(simulator, "somebody")), 401, "'Issuer' claim ('iss') must be an Integer"),
            (RunningSimulator.Jwt(new { iat = now - 60, exp = now + 540 }), 401, "Missing 'issuer' claim ('iss') in assertion"),
            (RunningSimulator.Jwt(new { iss = 1, iat = now + 30, exp = now + 540 }), 401, BadIssuedAt),
            (RunningSimulator.Jwt(new { iss = 1, exp = now + 540 }), 401, BadIssuedAt),
            (RunningSimulator.Jwt(new { iss = 1, iat = now - 0.5, exp = now + 540 }), 401, BadIssuedAt),
            (RunningSimulator.Jwt(new { iss = 1, iat = now - 700, exp = now }), 401, BadExpiry),
            (RunningSimulator.Jwt(new { iss = 1, iat = now - 60 }), 401, BadExpiry),
            (RunningSimulator.Jwt(new { iss = 1, iat = now - 60, exp = now + 601 }), 401, "'Expiration time' claim ('exp') is too far in the future"),
        ];
        foreach (var (jwt, status, message) in flaws)
        {
            var reply = await simulator.GetAsync("/app", jwt);
            Assert.Equal((status, message), (reply.Status, reply.Message));
            Assert.Equal(status.ToString(), reply.Json.GetProperty("status").GetString());
            Assert.StartsWith("https://docs.github.com/", reply.Json.GetProperty("documentation_url").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_last_second_of_the_ten_minutes_is_still_good()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var now = simulator.Simulator.Clock.Now.ToUnixTimeSeconds();
        Assert.Equal(200, (await simulator.GetAsync("/app", RunningSimulator.Jwt(new { iss = 1, iat = now, exp = now + 600 }))).Status);
    }

    [Fact]
    public async Task A_skewed_GitHub_refuses_a_jwt_of_our_time_and_says_its_own_time()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var ours = simulator.Jwt();
        simulator.Simulator.Clock.Skew = TimeSpan.FromMinutes(-3);
        var reply = await simulator.GetAsync("/app", ours);
        Assert.Equal((401, BadIssuedAt), (reply.Status, reply.Message));
        Assert.Equal(simulator.Time.GetUtcNow().AddMinutes(-3), reply.Headers.Date);
        Assert.Equal(200, (await simulator.GetAsync("/app", simulator.Jwt())).Status);
    }

    [Fact]
    public async Task Endpoints_of_the_app_refuse_nobody_and_installations_alike()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        Assert.Equal((401, NotDecoded), Look(await simulator.GetAsync("/app")));
        Assert.Equal((401, NotDecoded), Look(await simulator.GetAsync("/app/installations", token)));
        Assert.Equal((401, "Bad credentials"), Look(await simulator.GetAsync("/installation/repositories", simulator.Jwt())));
        Assert.Equal((401, "Requires authentication"), Look(await simulator.GetAsync("/installation/repositories")));
        Assert.Equal((401, "Bad credentials"), Look(await simulator.GetAsync("/meta", "ghs_unknown")));
    }

    private static (int, string?) Look(Reply reply) => (reply.Status, reply.Message);

    private static object Claims(RunningSimulator simulator, object issuer) => new
    {
        iss = issuer,
        iat = simulator.Simulator.Clock.Now.ToUnixTimeSeconds() - 60,
        exp = simulator.Simulator.Clock.Now.ToUnixTimeSeconds() + 540,
    };
}
