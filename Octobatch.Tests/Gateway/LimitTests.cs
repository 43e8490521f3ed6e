using System.Net;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class LimitTests(PostgresFixture postgres)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task Each_key_has_its_own_bucket_that_fills_up_evenly()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time, ("OCTOBATCH_GATEWAY_REQUESTS_PER_MINUTE", "3"));
        var (one, _) = await stack.Gateway.CreateKeyAsync("admin");
        var (other, _) = await stack.Gateway.CreateKeyAsync("admin");

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, one));
        using var refused = await stack.Gateway.SendAsync("GET", "/api/keys", one);

        Assert.Equal(TimeSpan.FromSeconds(20), refused.Headers.RetryAfter?.Delta);
        Assert.Equal("too_many_requests", await refused.ReadProblemAsync(HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, other));
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, one));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(stack.Gateway, one));
    }

    [Fact]
    public async Task Guessing_is_slowed_down_without_shutting_out_keys_in_use()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time, ("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "4"));
        var (used, _) = await stack.Gateway.CreateKeyAsync("admin");
        var (unused, _) = await stack.Gateway.CreateKeyAsync("admin");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, used));

        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(stack.Gateway, "octo_" + new string((char)('a' + i), 43)));

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(stack.Gateway, "octo_" + new string('z', 43)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(stack.Gateway, unused)); // nothing is looked up for this address
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, used)); // although it has to be confirmed anew
        using var health = await stack.Gateway.SendAsync("GET", "/livez");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, unused));
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    public async Task Only_a_trusted_proxy_may_say_whose_request_it_forwards(string? proxies, HttpStatusCode second)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(
            time, ("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "1"), ("OCTOBATCH_GATEWAY_TRUSTED_PROXIES", proxies));

        Assert.Equal(HttpStatusCode.Unauthorized, await FromAsync("192.0.2.1"));
        Assert.Equal(second, await FromAsync("192.0.2.2"));

        async Task<HttpStatusCode> FromAsync(string address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/keys") { Headers = { { "X-Forwarded-For", address } } };
            using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("GET", "/livez", 200)]
    [InlineData("GET", "/api/keys", 401)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    [InlineData("POST", "/webhooks/github", 503)]
    [InlineData("GET", "/healthz", 503)]
    public async Task Every_answer_carries_the_headers_that_keep_browsers_from_misreading_it(string method, string path, int status)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null);
        using var response = await gateway.SendAsync(method, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Header("Content-Security-Policy"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.Contains("no-store", Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Null(Header("Strict-Transport-Security")); // this is plain HTTP
        Assert.Null(Header("Server"));
        if (status == 401)
            Assert.Equal("Bearer", Header("WWW-Authenticate"));

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_TLS_browsers_are_told_to_stay_with_it()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_GATEWAY_TRUSTED_PROXIES", "127.0.0.1"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { { "X-Forwarded-Proto", "https" } } };
        using var response = await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Limits_that_cannot_be_are_named()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(
            null, ("OCTOBATCH_GATEWAY_REQUESTS_PER_MINUTE", "0"), ("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "many"),
            ("OCTOBATCH_GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8, proxy"));
        using var health = await gateway.SendAsync("GET", "/healthz");
        var problems = (await health.ReadAsync(HttpStatusCode.ServiceUnavailable)).GetProperty("problems").EnumerateArray().Select(p => p.GetString()!);
        Assert.Equal(3, problems.Count(p => p.StartsWith("OCTOBATCH_GATEWAY_", StringComparison.Ordinal)));
    }

    private static async Task<HttpStatusCode> AskAsync(ServiceHost gateway, string key)
    {
        using var response = await gateway.SendAsync("GET", "/api/keys", key);
        return response.StatusCode;
    }
}
