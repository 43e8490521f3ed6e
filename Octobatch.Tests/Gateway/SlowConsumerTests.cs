using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Gateway.Webhooks;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class SlowConsumerTests
{
    [Fact]
    public async Task A_consumer_that_never_answers_fails_the_delivery_before_GitHub_gives_up()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        await using var gateway = await GatewayStack.StartGatewayAsync(
            time, ("OCTOBATCH_GITHUB_WEBHOOK_SECRET", GatewayStack.WebhookSecret), ("OCTOBATCH_CAMPAIGN_URL", address));
        byte[] body = [(byte)'{', (byte)'}'];

        var answer = gateway.DeliverAsync("push", body, WebhookCalls.Sign(body));
        using var connection = await silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        time.Advance(WebhookFanOut.Limit);
        using var response = await answer;

        Assert.True(WebhookFanOut.Limit < TimeSpan.FromSeconds(10));
        Assert.Equal("not_stored", await response.ReadProblemAsync(HttpStatusCode.ServiceUnavailable));
    }
}
