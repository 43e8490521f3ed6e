using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Gateway.Web.Frame;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

/// <summary>Every endpoint of the gateway against every kind of caller. An endpoint that is not in the table fails the test.</summary>
public sealed class GatewayEndpointTableTests(PostgresFixture postgres)
{
    private const string Public = "public";

    /// <summary>The least role that may call each endpoint.</summary>
    internal static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["GET /healthz"] = Public,
        ["GET /livez"] = Public,
        ["GET /readyz"] = Public,
        ["POST /webhooks/github"] = Public, // the signature authenticates
        ["GET /openapi/{documentName}.json"] = Public,
        ["POST /api/keys"] = "admin",
        ["GET /api/keys"] = "admin",
        ["DELETE /api/keys/{id}"] = "admin",
        ["GET /api/audit"] = "admin",
        ["GET /tokens/installations/{id}"] = "admin",
        ["POST /tokens/installations/{id}"] = "admin",
        ["POST /api/selections/resolve"] = "viewer",
        ["GET /api/repositories"] = "viewer",
        ["GET /api/inventory"] = "viewer",
        ["POST /api/inventory/sync"] = "operator",
        ["GET /api/installations"] = "viewer",
        ["GET /schemas/campaign.v1.json"] = Public,
        ["GET /assets/{name}"] = Public,
        ["POST /api/sign-in-links"] = "viewer",
        ["POST /api/campaigns"] = "operator",
        ["PUT /api/campaigns/{name}"] = "operator",
        ["POST /api/campaigns/{name}/close"] = "operator",
        ["POST /api/campaigns/validate"] = "viewer",
        ["GET /api/campaigns"] = "viewer",
        ["GET /api/campaigns/{name}"] = "viewer",
        ["GET /api/campaigns/{name}/spec"] = "viewer",
        ["POST /api/campaigns/{name}/runs"] = "operator",
        ["GET /api/campaigns/{name}/runs"] = "viewer",
        ["GET /api/campaigns/{name}/runs/{number}"] = "viewer",
        ["POST /api/campaigns/{name}/runs/{number}/pause"] = "operator",
        ["POST /api/campaigns/{name}/runs/{number}/resume"] = "operator",
        ["POST /api/campaigns/{name}/runs/{number}/cancel"] = "operator",
        ["GET /api/kill-switch"] = "viewer",
        ["PUT /api/kill-switch"] = "admin",
        ["GET /api/campaigns/{name}/targets"] = "viewer",
        ["GET /api/campaigns/{name}/changesets"] = "viewer",
        ["POST /api/campaigns/{name}/changesets/retry"] = "operator",
        ["POST /api/campaigns/{name}/changesets/close"] = "operator",
        ["POST /api/campaigns/{name}/changesets/rebase"] = "operator",
        ["POST /api/campaigns/{name}/changesets/merge"] = "operator",
        ["POST /api/campaigns/{name}/changesets/update-text"] = "operator",
        ["GET /api/campaigns/{name}/changesets/{owner}/{repo}"] = "viewer",
        ["GET /api/campaigns/{name}/changesets/{owner}/{repo}/patch"] = "viewer",
        ["GET /api/campaigns/{name}/changesets/{owner}/{repo}/log"] = "viewer",
        ["GET /api/campaigns/{name}/changesets/{owner}/{repo}/timeline"] = "viewer",
        ["GET /api/campaigns/{name}/diffs"] = "viewer",
        ["GET /api/campaigns/{name}/diffs/{patch_hash}"] = "viewer",
        ["GET /api/campaigns/{name}/events"] = "viewer",
        ["GET /api/campaigns/{name}/report"] = "viewer",
        ["POST /api/previews"] = "operator",
    };

    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    [Fact]
    public async Task Each_endpoint_lets_in_whom_the_table_names_and_nobody_else()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, null, ("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "1000"));
        var endpoints = EndpointsOf(stack.Gateway).ToList();
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), endpoints.Order(StringComparer.Ordinal));

        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var role in Roles)
            keys[role] = (await stack.Gateway.CreateKeyAsync(role)).Key;
        var wrong = new List<string>();
        foreach (var endpoint in endpoints)
        {
            await CheckAsync(endpoint, "no key", null, Table[endpoint] == Public ? null : HttpStatusCode.Unauthorized);
            await CheckAsync(endpoint, "wrong key", "octo_" + new string('x', 43), Table[endpoint] == Public ? null : HttpStatusCode.Unauthorized);
            foreach (var role in Roles)
            {
                var allowed = Table[endpoint] == Public || Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, Table[endpoint]);
                await CheckAsync(endpoint, role, keys[role], allowed ? null : HttpStatusCode.Forbidden);
            }
        }

        Assert.Empty(wrong);

        async Task CheckAsync(string endpoint, string who, string? key, HttpStatusCode? refusal)
        {
            var (method, pattern) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
            var path = pattern.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal).Replace("{name}", "one", StringComparison.Ordinal)
                .Replace("{owner}", "acme", StringComparison.Ordinal).Replace("{repo}", "one", StringComparison.Ordinal).Replace("{patch_hash}", "ab", StringComparison.Ordinal);
            using var response = await stack.Gateway.SendAsync(method, path, key);
            var refused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                && !(endpoint == "POST /webhooks/github" && response.StatusCode == HttpStatusCode.Unauthorized);
            if (refused != refusal.HasValue || (refusal is { } expected && response.StatusCode != expected))
                wrong.Add($"{endpoint} as {who}: {(int)response.StatusCode}");
            if (response.StatusCode == HttpStatusCode.InternalServerError)
                wrong.Add($"{endpoint} as {who}: 500");
        }
    }

    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("POST", "/internal/events")]
    [InlineData("GET", "/internal/audit")]
    [InlineData("GET", "/tokens/installations/1/more")]
    public async Task What_does_not_exist_is_not_shown_to_strangers(string method, string path)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));

        using var stranger = await gateway.SendAsync(method, path);
        using var admin = await gateway.SendAsync(method, path, GatewayStack.AdminKey);

        await stranger.ReadProblemAsync(HttpStatusCode.Unauthorized);
        await admin.ReadProblemAsync(HttpStatusCode.NotFound);
    }

    // Pages have a table of their own: PageTableTests.
    private static IEnumerable<string> EndpointsOf(ServiceHost host) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageMetadata>() is null
        let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
        from method in methods
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";
}
