using System.Buffers;
using Microsoft.AspNetCore.RateLimiting;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Http;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Webhooks;

/// <summary>
/// <c>POST /webhooks/github</c>. The signature is the only authentication. 202 when every consumer has stored the delivery, else 503: GitHub
/// shows it as failed, and it is asked for again. The address is not rate limited, because a campaign's events come in bursts from few
/// addresses, and a limit would lose them.
/// </summary>
internal static class WebhookEndpoints
{
    public const string Path = "/webhooks/github";

    /// <summary>GitHub gives up after 10 s; nobody needs longer to send what GitHub sends.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    private static readonly Failure NoSecret = new(
        503, "not_configured", "Webhooks are not configured", $"{WebhookSettings.Variable} is not set, so no webhook can be trusted.");

    private static readonly Failure BadSignature = new(
        401, "bad_signature", "The signature is not valid", $"{WebhookSignature.Header} must be the body's HMAC under the webhook secret.");

    private static readonly Failure NotADelivery = new(
        400, "not_a_delivery", "This is no webhook delivery", $"{EventEndpoints.EventHeader} and {EventEndpoints.DeliveryHeader} (a UUID) are needed.");

    private static readonly Failure NotJson = new(
        415, "not_json", "Only JSON webhooks are understood", "Set the webhook's content type to application/json on GitHub.");

    private static readonly Failure TooSlow = new(
        408, "too_slow", "The body did not arrive in time", $"It must arrive within {ReadLimit.TotalSeconds:0} s.");

    private static readonly Failure NotStored = new(
        503, "not_stored", "Not every service has stored the delivery", "Deliver it again: what was stored is not stored twice.")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };

    public static void MapWebhooks(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, ReceiveAsync)
            .AllowAnonymous().DisableRateLimiting().WithMetadata(new BodyLimit(EventEndpoints.MaximumBytes))
            .WithName("ReceiveWebhook").WithSummary("Receive a webhook of GitHub").WithTags("webhooks")
            .Produces(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> ReceiveAsync(HttpRequest request, WebhookSettings settings, WebhookFanOut consumers, TimeProvider time)
    {
        if (settings.SecretBytes is not { Count: > 0 } secrets)
            return NoSecret;
        if (WebhookSignature.Parse(request.Headers[WebhookSignature.Header]) is not { } signature)
            return BadSignature; // before reading what nobody signed
        if (await ReadAsync(request, time) is not { } body)
            return TooSlow;
        if (!WebhookSignature.IsValid(body.Span, signature, secrets))
            return BadSignature;
        string? name = request.Headers[EventEndpoints.EventHeader], delivery = request.Headers[EventEndpoints.DeliveryHeader];
        if (string.IsNullOrEmpty(name) || !Guid.TryParse(delivery, out _))
            return NotADelivery;
        if (!request.HasJsonContentType())
            return NotJson;
        return await consumers.StoreAsync(name, delivery, body) ? Results.Accepted() : NotStored;
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(ReadLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, request.HttpContext.RequestAborted);
        var body = new ArrayBufferWriter<byte>(4096); // grows with what arrives, not with what Content-Length claims
        try
        {
            while (await request.Body.ReadAsync(body.GetMemory(4096), either.Token) is > 0 and var read)
                body.Advance(read);
            return body.WrittenMemory;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return null;
        }
    }
}
