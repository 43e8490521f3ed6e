using System.Net;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class DescriptionTests
{
    private static readonly string[] NotDescribed = ["/healthz", "/livez", "/readyz", "/openapi/{documentName}.json", "/assets/{name}"];

    [Fact]
    public async Task The_description_names_every_call_with_its_parameters_answers_and_security()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null);
        using var response = await gateway.SendAsync("GET", "/openapi/v1.json");
        var document = await response.ReadAsync(HttpStatusCode.OK);
        var paths = document.GetProperty("paths");

        Assert.Equal("3.1", document.GetProperty("openapi").GetString()![..3]);
        Assert.Equal(
            GatewayEndpointTableTests.Table.Keys.Select(endpoint => endpoint.Split(' ')[1]).Distinct().Except(NotDescribed).Order(StringComparer.Ordinal),
            paths.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var changesets = paths.GetProperty("/api/campaigns/{name}/changesets").GetProperty("get").GetProperty("parameters");
        Assert.Equal(
            ["name in path", "state in query", "checks in query", "review in query", "owner in query", "q in query", "patch_hash in query", "after in query", "limit in query"],
            changesets.EnumerateArray().Select(p => $"{p.GetProperty("name").GetString()} in {p.GetProperty("in").GetString()}"));
        Assert.True(paths.GetProperty("/api/campaigns/{name}/diffs/{patch_hash}").GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty("text/x-diff", out _));
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
