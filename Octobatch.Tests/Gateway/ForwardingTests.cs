using System.Net;
using System.Text;
using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class ForwardingTests(PostgresFixture postgres)
{
    private const string Path = "/tokens/installations/1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_service_learns_who_asks_and_nothing_of_how_they_proved_it()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var (key, id) = await stack.Gateway.CreateKeyAsync("admin");
        var trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, Path)
        {
            Headers =
            {
                { "Authorization", $"Bearer {key}" }, { "Cookie", "session=1" }, { "X-Forwarded-For", "8.8.8.8" }, { "X-Forwarded-Host", "evil" },
                { "Forwarded", "for=8.8.8.8" }, { "traceparent", $"00-{trace}-b7ad6b7169203331-01" }, { "X-Other", "stays" },
            },
        };

        using var response = await stack.Gateway.Client.SendAsync(request, Cancellation);
        var answer = await response.ReadAsync();

        Assert.Equal($"key:{id}", answer.GetProperty("caller").GetProperty("subject").GetString());
        Assert.Equal(trace, answer.GetProperty("caller").GetProperty("correlation_id").GetString());
        var headers = answer.GetProperty("headers");
        Assert.Equal("stays", headers.GetProperty("x-other").GetString());
        Assert.Equal(stack.Token.Address.Authority, headers.GetProperty("host").GetString());
        foreach (var name in (string[])["cookie", "forwarded", "x-forwarded-for", "x-forwarded-host"])
            Assert.False(headers.TryGetProperty(name, out _), name);
        Assert.DoesNotContain(key, answer.ToString(), StringComparison.Ordinal);
        Assert.Contains(trace, headers.GetProperty("traceparent").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_arrives_as_it_was_sent()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var response = await stack.Gateway.SendAsync("POST", Path, GatewayStack.AdminKey, new { repository_ids = new[] { 5 } });
        Assert.Equal("""{"repository_ids":[5]}""", (await response.ReadAsync()).GetRawText());
    }

    [Fact]
    public async Task A_service_that_is_down_is_a_502_that_says_when_to_try_again()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        using var response = await gateway.SendAsync("GET", Path, GatewayStack.AdminKey);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal("service_unreachable", await response.ReadProblemAsync(HttpStatusCode.BadGateway));
    }

    [Theory]
    [InlineData("OCTOBATCH_TOKEN_URL")]
    [InlineData("OCTOBATCH_SERVICE_KEY")]
    public async Task A_missing_setting_is_a_503_that_names_it(string variable)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(
            null, ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey), (variable, null));
        using var response = await gateway.SendAsync("GET", Path, GatewayStack.AdminKey);
        Assert.Contains(variable, await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("not_configured", await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task Services_with_different_keys_are_not_blamed_on_the_caller()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, null, ("OCTOBATCH_SERVICE_KEY", new string('k', 40)));
        using var response = await stack.Gateway.SendAsync("GET", Path, GatewayStack.AdminKey);
        Assert.False(response.Headers.Contains("WWW-Authenticate"));
        Assert.Equal("service_token_refused", await response.ReadProblemAsync(HttpStatusCode.BadGateway));
    }

    [Theory]
    [InlineData("/api/keys", 100 * 1024 * 1024, false)]
    [InlineData(Path, 100 * 1024 * 1024, false)]
    [InlineData("/api/keys", (1024 * 1024) + 1, true)]
    [InlineData(Path, (1024 * 1024) + 1, true)]
    public async Task A_body_beyond_the_limit_is_refused_and_the_gateway_goes_on(string path, int bytes, bool chunked)
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Authorization", $"Bearer {GatewayStack.AdminKey}" } } };
        var body = Encoding.UTF8.GetBytes($$"""{"name":"{{new string('a', bytes)}}"}""");
        request.Content = chunked ? new ChunkedContent(body, lastChunk: 100) : new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");

        using var response = await stack.Gateway.Client.SendAsync(request, Cancellation);
        using var next = await stack.Gateway.SendAsync("GET", Path, GatewayStack.AdminKey);

        Assert.Equal("body_too_large", await response.ReadProblemAsync(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"ci","role":"viewer","more":1}""")]
    [InlineData("")]
    public async Task Malformed_JSON_is_a_400_without_a_stack_trace(string body)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/keys")
        {
            Headers = { { "Authorization", $"Bearer {GatewayStack.AdminKey}" } },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        using var response = await gateway.Client.SendAsync(request, Cancellation);
        Assert.Equal("bad_request", await response.ReadProblemAsync(HttpStatusCode.BadRequest));
    }
}
