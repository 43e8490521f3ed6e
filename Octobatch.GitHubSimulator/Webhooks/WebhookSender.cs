using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Octobatch.GitHubSimulator.Webhooks;

/// <summary>Sends webhooks in the background, signed, one after another.</summary>
internal sealed partial class WebhookSender(Simulator simulator, ILogger<WebhookSender> log) : BackgroundService
{
    // "Your server should respond with a 2XX response within 10 seconds of receiving a webhook delivery."
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Patience };
    private readonly byte[] secret = Encoding.UTF8.GetBytes(simulator.App.WebhookSecret);

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var delivery in simulator.Webhooks.Queue.ReadAllAsync(stoppingToken))
        {
            if (simulator.Webhooks.Faults.DelayMs is > 0 and var delay)
                await Task.Delay(TimeSpan.FromMilliseconds(delay), simulator.Clock.Provider, stoppingToken);
            await SendAsync(delivery, stoppingToken);
            simulator.Webhooks.Sent();
        }
    }

    private async Task SendAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (simulator.Webhooks.Url is not { } url)
            return;
        var payload = delivery.Payload;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in Headers(delivery, payload))
            request.Headers.TryAddWithoutValidation(name, value);
        delivery.DeliveredAt = simulator.Clock.Now;
        var started = simulator.Clock.Provider.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            delivery.StatusCode = (int)response.StatusCode;
            delivery.Status = response.IsSuccessStatusCode ? "OK" : $"Invalid HTTP Response: {delivery.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            delivery.Status = e is HttpRequestException ? "failed to connect to host" : "timed out";
            LogFailed(log, delivery.Event, delivery.Status);
        }

        delivery.Duration = Math.Round(simulator.Clock.Provider.GetElapsedTime(started).TotalSeconds, 2);
    }

    internal IEnumerable<(string Name, string Value)> Headers(Delivery delivery, byte[] payload) =>
    [
        ("User-Agent", "GitHub-Hookshot/5a1b2c3"),
        ("X-GitHub-Delivery", delivery.DeliveryId.ToString()),
        ("X-GitHub-Event", delivery.Event),
        ("X-GitHub-Hook-ID", "1"),
        ("X-GitHub-Hook-Installation-Target-ID", simulator.App.Id.ToString()),
        ("X-GitHub-Hook-Installation-Target-Type", "integration"),
        ("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(secret, payload))}"),
    ];

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Event} was not delivered: {Status}")]
    private static partial void LogFailed(ILogger log, string @event, string status);
}
