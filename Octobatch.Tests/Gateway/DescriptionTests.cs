using System.Net;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class DescriptionTests
{
    [Fact]
    public async Task The_description_names_every_call_with_its_parameters_answers_and_security()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null);
        using var response = await gateway.SendAsync("GET", "/openapi/v1.json");
        var document = await response.ReadAsync(HttpStatusCode.OK);
        var paths = document.GetProperty("paths");

        Assert.Equal("3.1", document.GetProperty("openapi").GetString()![..3]);
        Assert.Equal(
            [
                "/api/audit", "/api/campaigns", "/api/campaigns/validate", "/api/campaigns/{name}", "/api/campaigns/{name}/close",
                "/api/campaigns/{name}/spec", "/api/installations", "/api/inventory", "/api/inventory/sync", "/api/keys", "/api/keys/{id}",
                "/api/repositories", "/api/selections/resolve", "/schemas/campaign.v1.json", "/tokens/installations/{id}", "/webhooks/github",
            ],
            paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var token = paths.GetProperty("/tokens/installations/{id}").GetProperty("get");
        Assert.Equal("id", token.GetProperty("parameters")[0].GetProperty("name").GetString());
        Assert.True(token.TryGetProperty("security", out _));
        foreach (var status in (string[])["200", "401", "403", "429", "502", "503"])
            Assert.True(token.GetProperty("responses").TryGetProperty(status, out _), status);
        var webhook = paths.GetProperty("/webhooks/github").GetProperty("post");
        Assert.False(webhook.TryGetProperty("security", out _));
        Assert.True(webhook.GetProperty("responses").GetProperty("401").GetProperty("content").TryGetProperty("application/problem+json", out _));
        var created = document.GetProperty("components").GetProperty("schemas").GetProperty("CreatedApiKey").GetProperty("properties");
        Assert.Equal(["id", "name", "role", "key"], created.EnumerateObject().Select(p => p.Name));
        Assert.True(document.GetProperty("components").GetProperty("schemas").GetProperty("ApiKey").GetProperty("properties").TryGetProperty("last_used_at", out _));
    }
}
