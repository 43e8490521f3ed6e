using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections;

/// <summary>Calls to the selection service as another service makes them.</summary>
internal static class SelectionCalls
{
    public static Task<HttpResponseMessage> CallAsync(
        this ServiceHost host, HttpMethod method, string path, string? json = null,
        CallerRole role = CallerRole.Viewer, OctobatchService? from = null)
    {
        var issuer = new ServiceTokenIssuer(from ?? OctobatchService.Gateway, new ServiceKeySettings { Keys = ServiceSettings.ServiceKey }, host.Get<TimeProvider>());
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue(OctobatchService.Selection, new Caller("key:1", role, null)));
        if (json is not null)
            request.Content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        return host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON of an answer that must be a success.</summary>
    public static async Task<JsonNode> JsonAsync(this ServiceHost host, HttpMethod method, string path, string? json = null)
    {
        using var response = await host.CallAsync(method, path, json);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public static Task<JsonNode> ResolveAsync(this ServiceHost host, string selection, string query = "") =>
        host.JsonAsync(HttpMethod.Post, $"/api/selections/resolve{query}", selection);

    /// <summary>Each target as <c>repository reason_code</c>.</summary>
    public static IReadOnlyList<string> Targets(this JsonNode resolved) =>
        [.. resolved["items"]!.AsArray().Select(target => $"{target!["repository"]} {target["reason_code"]}")];

    public static JsonNode Target(this JsonNode resolved, string repository) =>
        Assert.Single(resolved["items"]!.AsArray(), target => (string?)target!["repository"] == repository)!;

    public static string Text(this JsonNode node) => node.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
