using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary>Delivers webhooks as GitHub does.</summary>
internal static class WebhookCalls
{
    public static string Sign(byte[] body, string secret = GatewayStack.WebhookSecret) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <param name="signature">Null sends none.</param>
    public static async Task<HttpResponseMessage> DeliverAsync(
        this ServiceHost gateway, string? name, byte[] body, string? signature, Guid? delivery = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/github") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.Add("X-GitHub-Delivery", (delivery ?? Guid.NewGuid()).ToString());
        if (name is not null)
            request.Headers.Add("X-GitHub-Event", name);
        if (signature is not null)
            request.Headers.Add("X-Hub-Signature-256", signature);
        return await gateway.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
