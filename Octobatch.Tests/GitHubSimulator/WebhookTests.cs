using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Octobatch.GitHubSimulator.Webhooks;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class WebhookTests
{
    [Fact]
    public async Task What_happens_to_a_pull_request_is_sent_signed_and_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var simulator = await RunningSimulator.StartAsync(options => options with { WebhookUrl = receiver.Url });
        await PublishAsync(simulator);
        simulator.Simulator.Maintainers.Check("acme/checkout", 1, "success");
        simulator.Simulator.Maintainers.Approve("acme/checkout", 1);
        simulator.Simulator.Maintainers.Merge("acme/checkout", 1, "carol");
        simulator.Simulator.Installations.Suspend(1);
        await DrainedAsync(simulator);
        Assert.Equal(
            ["push", "push", "pull_request opened", "check_run created", "check_run completed", "check_suite completed", "pull_request_review submitted", "pull_request closed", "push", "installation suspend"],
            receiver.Received.Select(hook => $"{hook.Headers["X-GitHub-Event"]} {Action(hook)}".TrimEnd()));
        Assert.All(receiver.Received, hook =>
        {
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(simulator.Simulator.App.WebhookSecret), hook.Body);
            Assert.Equal($"sha256={Convert.ToHexStringLower(signature)}", hook.Headers["X-Hub-Signature-256"]);
            Assert.Equal(1, JsonElement.Parse(hook.Body).GetProperty("installation").GetProperty("id").GetInt32());
        });
        Assert.Equal(receiver.Received.Count, receiver.Received.Select(hook => hook.Headers["X-GitHub-Delivery"]).Distinct().Count());
        Assert.Equal("carol", JsonElement.Parse(receiver.Received.ElementAt(7).Body).GetProperty("sender").GetProperty("login").GetString());
    }

    [Fact]
    public async Task A_delivery_that_failed_is_listed_and_only_sent_again_when_asked()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var simulator = await RunningSimulator.StartAsync(options => options with { WebhookUrl = receiver.Url });
        receiver.Status = 503;
        simulator.Simulator.Maintainers.Archive("acme/stock");
        await DrainedAsync(simulator);
        receiver.Status = 202;
        var list = await simulator.GetAsync("/app/hook/deliveries?status=failure", simulator.Jwt());
        var failed = Assert.Single(list.Json.EnumerateArray());
        Assert.Equal(("repository", "archived", 503), (failed.GetProperty("event").GetString(), failed.GetProperty("action").GetString(), failed.GetProperty("status_code").GetInt32()));
        var id = failed.GetProperty("id").GetInt64();
        Assert.Equal("archived", (await simulator.GetAsync($"/app/hook/deliveries/{id}", simulator.Jwt())).Json.GetProperty("request").GetProperty("payload").GetProperty("action").GetString());
        Assert.Equal(202, (await simulator.PostAsync($"/app/hook/deliveries/{id}/attempts", simulator.Jwt())).Status);
        await DrainedAsync(simulator);
        Assert.Equal(2, receiver.Received.Count);
        Assert.Single(receiver.Received.Select(hook => hook.Headers["X-GitHub-Delivery"]).Distinct());
        var newest = (await simulator.GetAsync("/app/hook/deliveries?per_page=1", simulator.Jwt()));
        Assert.True(newest.Json[0].GetProperty("redelivery").GetBoolean());
        Assert.Contains("rel=\"next\"", newest.Header("Link"), StringComparison.Ordinal);
        Assert.Equal(404, (await simulator.PostAsync("/app/hook/deliveries/1/attempts", simulator.Jwt())).Status);
    }

    [Fact]
    public async Task Webhooks_can_be_lost_doubled_and_out_of_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var simulator = await RunningSimulator.StartAsync(options => options with { WebhookUrl = receiver.Url });
        var hooks = simulator.Simulator.Webhooks;
        hooks.Faults = new WebhookFaults { Lost = 1 };
        simulator.Simulator.Maintainers.Archive("acme/stock");
        hooks.Faults = new WebhookFaults { Doubled = 1 };
        simulator.Simulator.Maintainers.Archive("acme/stock", archived: false);
        hooks.Faults = new WebhookFaults { OutOfOrder = 1 };
        simulator.Simulator.Maintainers.Archive("acme/stock");
        hooks.Faults = new WebhookFaults();
        simulator.Simulator.Maintainers.Archive("acme/stock", archived: false);
        await DrainedAsync(simulator);
        Assert.Equal(["unarchived", "unarchived", "unarchived", "archived"], receiver.Received.Select(Action));
        Assert.Equal(3, receiver.Received.Select(hook => hook.Headers["X-GitHub-Delivery"]).Distinct().Count());
    }

    private static async Task PublishAsync(RunningSimulator simulator)
    {
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout");
    }

    private static async Task DrainedAsync(RunningSimulator simulator)
    {
        while (simulator.Simulator.Webhooks.Pending > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private static string? Action(Hook hook) =>
        JsonElement.Parse(hook.Body).TryGetProperty("action", out var action) ? action.GetString() : null;

    private sealed record Hook(Dictionary<string, string> Headers, byte[] Body);

    /// <summary>A server that takes webhooks.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication app;

        private Receiver(WebApplication app) => this.app = app;

        public ConcurrentQueue<Hook> Received { get; } = new();

        public int Status { get; set; } = 202;

        public Uri Url => new($"{app.Urls.Single()}/hooks");

        public static async Task<Receiver> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var receiver = new Receiver(builder.Build());
            receiver.app.MapPost("/hooks", receiver.TakeAsync);
            await receiver.app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private async Task TakeAsync(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            Received.Enqueue(new Hook(http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            http.Response.StatusCode = Status;
        }
    }
}
