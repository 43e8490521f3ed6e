using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns;
using Octobatch.Gateway;
using Octobatch.Selections;
using Octobatch.ServiceDefaults;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

/// <summary>Every endpoint of every service against tokens of each service and wrong ones. An endpoint that is not in the table fails the test.</summary>
public sealed class ServiceEndpointTableTests
{
    private const string All = "all";

    /// <summary>Services may for themselves; what comes through the gateway needs the role admin.</summary>
    private const string PeopleNeedAdmin = "admin through the gateway";

    private static readonly string[] Public = ["GET /healthz", "GET /livez", "GET /readyz"];

    /// <summary>Which services may call each endpoint, and the least role of the person behind the call ("" for any).</summary>
    private static readonly Dictionary<string, Dictionary<string, (string Issuers, string Role)>> Table = new(StringComparer.Ordinal)
    {
        ["campaign"] = new(StringComparer.Ordinal)
        {
            ["POST /internal/events"] = ("gateway", ""),
            ["GET /internal/audit"] = ("gateway", "admin"),
            ["GET /internal/budgets"] = ("gateway", ""),
            ["POST /api/campaigns"] = ("gateway", "operator"),
            ["PUT /api/campaigns/{name}"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/close"] = ("gateway", "operator"),
            ["POST /api/campaigns/validate"] = ("gateway", ""),
            ["GET /api/campaigns"] = ("gateway", ""),
            ["GET /api/campaigns/{name}"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/spec"] = ("gateway", ""),
            ["POST /api/campaigns/{name}/runs"] = ("gateway", "operator"),
            ["GET /api/campaigns/{name}/runs"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/runs/{number:int}"] = ("gateway", ""),
            ["POST /api/campaigns/{name}/runs/{number:int}/pause"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/runs/{number:int}/resume"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/runs/{number:int}/cancel"] = ("gateway", "operator"),
            ["GET /api/kill-switch"] = ("gateway", ""),
            ["PUT /api/kill-switch"] = ("gateway", "admin"),
            ["GET /api/campaigns/{name}/targets"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/changesets"] = ("gateway", ""),
            ["POST /api/campaigns/{name}/changesets/retry"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/changesets/close"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/changesets/rebase"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/changesets/merge"] = ("gateway", "operator"),
            ["POST /api/campaigns/{name}/changesets/update-text"] = ("gateway", "operator"),
            ["GET /api/campaigns/{name}/changesets/{owner}/{repo}"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/changesets/{owner}/{repo}/patch"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/changesets/{owner}/{repo}/log"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/changesets/{owner}/{repo}/timeline"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/diffs"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/diffs/{patch_hash}"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/events"] = ("gateway", ""),
            ["GET /api/campaigns/{name}/report"] = ("gateway", ""),
            ["POST /api/previews"] = ("gateway", "operator"),
        },
        ["selection"] = new(StringComparer.Ordinal)
        {
            ["POST /internal/events"] = ("gateway", ""),
            ["GET /internal/audit"] = ("gateway", "admin"),
            ["POST /api/selections/resolve"] = ("gateway campaign", ""),
            ["GET /api/repositories"] = ("gateway campaign", ""),
            ["GET /api/inventory"] = ("gateway campaign", ""),
            ["GET /api/installations"] = ("gateway campaign", ""),
            ["POST /api/inventory/sync"] = ("gateway campaign", "operator"),
            ["PUT /internal/snapshots/{id}"] = ("campaign", ""),
            ["GET /internal/snapshots/{id}"] = ("campaign", ""),
            ["DELETE /internal/snapshots/{id}"] = ("campaign", ""),
            ["GET /internal/snapshots/{id}/targets"] = ("campaign", ""),
        },
        ["token"] = new(StringComparer.Ordinal)
        {
            ["POST /internal/events"] = ("gateway", ""),
            ["GET /internal/audit"] = ("gateway", "admin"),
            ["GET /tokens/installations/{installation_id}"] = (All, PeopleNeedAdmin),
            ["POST /tokens/installations/{installation_id}"] = (All, PeopleNeedAdmin),
            ["GET /app"] = (All, PeopleNeedAdmin),
            ["GET /app/installations"] = ("selection", ""),
            ["GET /app/installations/{installation_id}"] = ("selection", ""),
            ["GET /app/hook/deliveries"] = ("campaign", ""),
            ["POST /app/hook/deliveries/{delivery_id}/attempts"] = ("campaign", ""),
        },
    };

    private static readonly Dictionary<string, (Action<WebApplicationBuilder> Add, Action<WebApplication> Map)> Services = new(StringComparer.Ordinal)
    {
        ["campaign"] = (b => b.AddCampaignService(), a => a.MapCampaignService()),
        ["selection"] = (b => b.AddSelectionService(), a => a.MapSelectionService()),
        ["token"] = (b => b.AddTokenService(), a => a.MapTokenService()),
    };

    [Theory]
    [InlineData("campaign")]
    [InlineData("selection")]
    [InlineData("token")]
    public async Task Each_endpoint_takes_the_tokens_of_those_whom_the_table_names_and_no_others(string service)
    {
        await using var host = await ServiceHost.StartAsync(Services[service].Add, Services[service].Map, ServiceSettings.With());
        Assert.Equal(Table[service].Keys.Concat(Public).Order(StringComparer.Ordinal), EndpointsOf(host).Order(StringComparer.Ordinal));

        var wrong = new List<string>();
        foreach (var (endpoint, (issuers, role)) in Table[service])
        {
            foreach (var issuer in OctobatchService.All.Select(s => s.Name))
            {
                HttpStatusCode? refusal = !OctobatchService.All.Single(s => s.Name == service).Callers.Contains(issuer) ? HttpStatusCode.Unauthorized
                    : issuers == All || issuers.Split(' ').Contains(issuer) ? null : HttpStatusCode.Forbidden;
                await CheckAsync(endpoint, issuer, ForgedTokens.Create(issuer, service, "admin"), refusal);
                var viewerMay = role.Length == 0 || (role == PeopleNeedAdmin && issuer != OctobatchService.Gateway.Name);
                await CheckAsync(endpoint, issuer + " for a viewer", ForgedTokens.Create(issuer, service, "viewer"), refusal ?? (viewerMay ? null : HttpStatusCode.Forbidden));
            }

            foreach (var (flaw, token) in ForgedTokens.For(issuers == All ? "gateway" : issuers.Split(' ')[0], service))
                await CheckAsync(endpoint, flaw, token, HttpStatusCode.Unauthorized);
        }

        Assert.Empty(wrong);

        async Task CheckAsync(string endpoint, string who, string? token, HttpStatusCode? refusal)
        {
            var status = await AskAsync(host, endpoint, token);
            var refused = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            if (refused != refusal.HasValue || (refused && status != refusal) || status == HttpStatusCode.InternalServerError)
                wrong.Add($"{endpoint} with {who}: {(int)status}, not {refusal?.ToString() ?? "let in"}");
        }
    }

    [Fact]
    public async Task The_gateway_takes_no_service_tokens()
    {
        await using var host = await ServiceHost.StartAsync(
            b => b.AddGatewayService(), a => a.MapGatewayService(), ServiceSettings.With(("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "1000")));
        foreach (var issuer in OctobatchService.All.Select(s => s.Name))
        {
            foreach (var (_, token) in ForgedTokens.For(issuer, "gateway").Append(("none", ForgedTokens.Create(issuer, "gateway", "admin"))))
                Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(host, "GET /api/audit", token));
        }
    }

    private static async Task<HttpStatusCode> AskAsync(ServiceHost host, string endpoint, string? token)
    {
        var (method, pattern) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        var path = string.Join('/', pattern.Split('/').Select(part => part.StartsWith('{') ? "1" : part));
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static IEnumerable<string> EndpointsOf(ServiceHost host) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"]
        from method in methods
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";
}
