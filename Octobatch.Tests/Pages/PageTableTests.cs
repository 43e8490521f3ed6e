using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Gateway.Web.Frame;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>Every page and form against every kind of visitor. One that is not in the table fails the test.</summary>
public sealed class PageTableTests(PostgresFixture postgres)
{
    private const string Public = "public";
    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    /// <summary>The least role that may see each page or send each form.</summary>
    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["GET /"] = "viewer",
        ["GET /sign-in"] = Public,
        ["POST /sign-in"] = Public,
        ["GET /sign-in/link/{token}"] = Public,
        ["POST /sign-in/link/{token}"] = Public,
        ["GET /sign-in/github"] = Public,
        ["GET /sign-in/github/callback"] = Public,
        ["POST /sign-out"] = "viewer",
        ["GET /campaigns"] = "viewer",
        ["GET /new-campaign"] = "operator",
        ["POST /new-campaign"] = "operator",
        ["GET /campaigns/{name}"] = "viewer",
        ["GET /campaigns/{name}/spec"] = "operator",
        ["POST /campaigns/{name}/spec"] = "operator",
        ["POST /campaigns/{name}/preview"] = "operator",
        ["POST /campaigns/{name}/runs/{number:int}/{action}"] = "operator",
        ["POST /campaigns/{name}/close"] = "operator",
        ["GET /campaigns/{name}/diffs"] = "viewer",
        ["GET /campaigns/{name}/diffs/{hash}"] = "viewer",
        ["POST /campaigns/{name}/publish"] = "operator",
        ["GET /campaigns/{name}/changesets/{owner}/{repo}"] = "viewer",
        ["POST /campaigns/{name}/act"] = "operator",
        ["GET /repositories"] = "viewer",
        ["GET /audit"] = "admin",
        ["GET /keys"] = "admin",
        ["POST /keys"] = "admin",
        ["POST /keys/{id:guid}/revoke"] = "admin",
        ["GET /settings"] = "viewer",
        ["POST /settings/sync"] = "operator",
        ["POST /settings/kill-switch"] = "admin",
    };

    [Fact]
    public async Task Each_page_lets_in_whom_the_table_names_and_sends_strangers_to_the_sign_in()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, null, ("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "1000"));
        var endpoints = EndpointsOf(stack.Gateway).ToList();
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), endpoints.Order(StringComparer.Ordinal));
        var wrong = new List<string>();
        using var stranger = new Visitor(stack.Gateway.Address);
        var strangersToken = Visitor.TokenIn(await stranger.ReadAsync("/sign-in"));
        foreach (var endpoint in endpoints.Where(e => Table[e] != Public))
        {
            using var response = await SendAsync(stranger, endpoint, strangersToken);
            if (response.StatusCode != HttpStatusCode.Found || response.Headers.Location?.OriginalString.StartsWith("/sign-in", StringComparison.Ordinal) != true)
                wrong.Add($"{endpoint} as a stranger: {(int)response.StatusCode} {response.Headers.Location}");
        }

        foreach (var role in Roles)
        {
            using var visitor = await Visitor.SignedInAsync(stack.Gateway, (await stack.Gateway.CreateKeyAsync(role)).Key);
            var token = Visitor.TokenIn(await visitor.ReadAsync("/settings"));
            foreach (var endpoint in endpoints.Where(e => e != "POST /sign-out"))
            {
                using var response = await SendAsync(visitor, endpoint, token);
                var allowed = Table[endpoint] == Public || Array.IndexOf(Roles, role) >= Array.IndexOf(Roles, Table[endpoint]);
                if ((response.StatusCode == HttpStatusCode.Forbidden) == allowed || response.StatusCode == HttpStatusCode.InternalServerError)
                    wrong.Add($"{endpoint} as {role}: {(int)response.StatusCode}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Every_form_that_comes_without_the_token_of_our_own_pages_is_refused()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, null, ("OCTOBATCH_GATEWAY_ANONYMOUS_REQUESTS_PER_MINUTE", "1000"));
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, GatewayStack.AdminKey);
        foreach (var endpoint in EndpointsOf(stack.Gateway).Where(e => e.StartsWith("POST", StringComparison.Ordinal)))
        {
            using var without = await SendAsync(visitor, endpoint, "");
            Assert.True(without.StatusCode == HttpStatusCode.BadRequest, $"{endpoint}: {(int)without.StatusCode}");
            Assert.Contains("This form is no longer good", await without.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(Visitor visitor, string endpoint, string token)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        path = path.Replace("{id:guid}", Guid.Empty.ToString(), StringComparison.Ordinal);
        foreach (var parameter in (string[])["{name}", "{owner}", "{repo}", "{token}", "{hash}", "{number:int}", "{action}"])
            path = path.Replace(parameter, "1", StringComparison.Ordinal);
        return method == "GET" ? await visitor.GetAsync(path) : await visitor.PostAsync(path, ("form_token", token));
    }

    private static IEnumerable<string> EndpointsOf(ServiceHost host) =>
        from endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<PageMetadata>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";
}
