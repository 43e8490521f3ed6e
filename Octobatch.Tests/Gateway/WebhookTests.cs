using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class WebhookTests(PostgresFixture postgres)
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"zen":"Payloads are nobody's business."}""");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Twenty_real_deliveries_are_stored_byte_for_byte_by_those_who_keep_them()
    {
        var payloads = await WebhookPayloads.TwentyAsync();
        await using var stack = await GatewayStack.StartAsync(postgres);
        await using var source = NpgsqlDataSource.Create(stack.Dsn);

        foreach (var (name, body) in payloads)
        {
            var delivery = Guid.NewGuid();
            using var response = await stack.Gateway.DeliverAsync(name, body, WebhookCalls.Sign(body), delivery);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal((name, Convert.ToHexString(body)), await StoredAsync("campaign", delivery));
            Assert.Equal((name, Convert.ToHexString(body)), await StoredAsync("selection", delivery));
            Assert.Equal(name.StartsWith("installation", StringComparison.Ordinal), await StoredAsync("token", delivery) is not null);
        }

        Assert.Equal(20, payloads.Count);
        Assert.Contains(payloads, p => p.Event == "installation");

        async Task<(string, string)?> StoredAsync(string schema, Guid delivery)
        {
            await using var command = source.CreateCommand($"select event, payload from {schema}.events where delivery_id = $1");
            command.Parameters.Add(new() { Value = delivery });
            await using var reader = await command.ExecuteReaderAsync(Cancellation);
            return await reader.ReadAsync(Cancellation) ? (reader.GetString(0), Convert.ToHexString(reader.GetFieldValue<byte[]>(1))) : null;
        }
    }

    [Fact]
    public async Task Twenty_real_deliveries_with_one_byte_changed_are_refused_and_not_stored()
    {
        var payloads = await WebhookPayloads.TwentyAsync();
        await using var stack = await GatewayStack.StartAsync(postgres);

        foreach (var (name, body) in payloads)
        {
            var signature = WebhookCalls.Sign(body);
            body[body.Length / 2] ^= 1;
            using var response = await stack.Gateway.DeliverAsync(name, body, signature);
            Assert.Equal("bad_signature", await response.ReadProblemAsync(HttpStatusCode.Unauthorized));
        }

        Assert.Equal(0, await StoredAsync(stack));
    }

    public static TheoryData<string> WrongSignatures =>
    [
        "none",
        "",
        "sha256=",
        "sha256=" + new string('0', 64),
        "sha256=" + new string('z', 64),
        "sha1=" + new string('0', 40),
        WebhookCalls.Sign(Body, "another secret"),
        WebhookCalls.Sign(Body, ""),
        WebhookCalls.Sign(Body)["sha256=".Length..],
    ];

    [Theory]
    [MemberData(nameof(WrongSignatures))]
    public async Task A_delivery_that_the_secret_did_not_sign_is_refused(string signature)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", GatewayStack.WebhookSecret));
        using var response = await gateway.DeliverAsync("ping", Body, signature == "none" ? null : signature);
        Assert.Equal("bad_signature", await response.ReadProblemAsync(HttpStatusCode.Unauthorized));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" \n ")]
    public async Task Without_a_secret_every_delivery_is_refused_and_the_variable_named(string? secret)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", secret));
        using var response = await gateway.DeliverAsync("ping", Body, WebhookCalls.Sign(Body, ""));
        Assert.Contains("OCTOBATCH_GITHUB_WEBHOOK_SECRET", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("not_configured", await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task While_rotating_each_of_the_secrets_verifies_and_no_other()
    {
        await using var stack = await GatewayStack.StartAsync(
            postgres, null, ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", "the-new-secret\r\nthe-old-secret\n"));
        (string Secret, HttpStatusCode Expected)[] cases =
        [
            ("the-new-secret", HttpStatusCode.Accepted), ("the-old-secret", HttpStatusCode.Accepted),
            ("the-new-secret\r\nthe-old-secret\n", HttpStatusCode.Unauthorized), (GatewayStack.WebhookSecret, HttpStatusCode.Unauthorized),
        ];
        foreach (var (secret, expected) in cases)
        {
            using var response = await stack.Gateway.DeliverAsync("ping", Body, WebhookCalls.Sign(Body, secret));
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_replay_is_accepted_and_stored_once()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var delivery = Guid.NewGuid();
        for (var i = 0; i < 3; i++)
        {
            using var response = await stack.Gateway.DeliverAsync("push", Body, WebhookCalls.Sign(Body), delivery);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        Assert.Equal(2, await StoredAsync(stack));
    }

    [Theory]
    [InlineData("campaign")]
    [InlineData("selection")]
    [InlineData("token")]
    public async Task When_one_consumer_fails_the_delivery_fails_and_its_redelivery_is_stored_once_everywhere(string failing)
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var delivery = Guid.NewGuid();
        await RenameAsync("events", "events_gone");

        using var failed = await stack.Gateway.DeliverAsync("installation", Body, WebhookCalls.Sign(Body), delivery);
        await RenameAsync("events_gone", "events");
        using var redelivered = await stack.Gateway.DeliverAsync("installation", Body, WebhookCalls.Sign(Body), delivery);

        Assert.NotNull(failed.Headers.RetryAfter);
        Assert.Equal("not_stored", await failed.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.Equal(HttpStatusCode.Accepted, redelivered.StatusCode);
        foreach (var schema in (string[])["campaign", "selection", "token"])
            Assert.Equal(1, await stack.CountAsync($"select count(*) from {schema}.events where delivery_id = '{delivery}'"));
        Assert.Contains($"The {failing} service did not store the installation delivery {delivery}", stack.Gateway.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody's business", stack.Gateway.Logs.Text, StringComparison.Ordinal);

        Task RenameAsync(string from, string to) => stack.CountAsync($"alter table {failing}.{from} rename to {to}; select 0");
    }

    [Fact]
    public async Task A_delivery_up_to_GitHubs_limit_is_taken_and_a_larger_one_refused()
    {
        // On a clock that stands, so that no machine is too slow for the consumers' seven seconds.
        await using var stack = await GatewayStack.StartAsync(postgres, new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        var largest = new byte[25 * 1024 * 1024];
        Array.Fill(largest, (byte)' ');

        using var taken = await stack.Gateway.DeliverAsync("push", largest, WebhookCalls.Sign(largest));
        using var refused = await stack.Gateway.DeliverAsync("push", [.. largest, (byte)' '], WebhookCalls.Sign([.. largest, (byte)' ']));

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal("body_too_large", await refused.ReadProblemAsync(HttpStatusCode.RequestEntityTooLarge));
    }

    [Fact]
    public async Task A_signed_request_that_is_no_JSON_delivery_is_refused()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", GatewayStack.WebhookSecret));

        using var nameless = await gateway.DeliverAsync(null, Body, WebhookCalls.Sign(Body));
        using var form = await gateway.DeliverAsync("push", Body, WebhookCalls.Sign(Body), contentType: "application/x-www-form-urlencoded");

        Assert.Equal("not_a_delivery", await nameless.ReadProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("not_json", await form.ReadProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    private static async Task<long> StoredAsync(GatewayStack stack) => await stack.CountAsync(
        "select (select count(*) from campaign.events) + (select count(*) from selection.events) + (select count(*) from token.events)");
}
