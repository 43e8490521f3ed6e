using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Octobatch.Benchmarks.Campaigns;
using Octobatch.Benchmarks.Processes;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Benchmarks.Previews;

/// <summary>The campaign service as it is shipped, with its workers, in this process; called as the gateway calls it.</summary>
internal sealed class CampaignCaller(WebApplication app, TimeProvider time) : IAsyncDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new(app.Urls.First()) };

    public static async Task<CampaignCaller> StartAsync(Dictionary<string, string?> settings, TimeProvider? time = null) =>
        new(await CampaignHost.StartAsync(settings, time), time ?? TimeProvider.System);

    public IServiceProvider Services => app.Services;

    /// <param name="changeset">What is said of it beside the title.</param>
    public static string Spec(string name, string step, string select, string changeset = "") =>
        $$"""
        version: 1
        name: {{name}}
        select: [{{select}}]
        steps: [{{step}}]
        changeset: { title: A change{{changeset}} }
        publish: { waves: ["100%"] }
        """;

    /// <summary>Creates the campaign, or gives it a new version.</summary>
    public async Task PutAsync(string name, string step, string select, string changeset = "")
    {
        using var found = await TryAsync(HttpMethod.Get, $"/api/campaigns/{name}", null, "");
        var spec = Spec(name, step, select, changeset);
        await (found.IsSuccessStatusCode ? SendAsync(HttpMethod.Put, $"/api/campaigns/{name}", spec) : SendAsync(HttpMethod.Post, "/api/campaigns", spec));
    }

    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/yaml")
    {
        using var response = await TryAsync(method, path, body, type);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{method} {path}: {text}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, string? body, string type)
    {
        var issuer = new ServiceTokenIssuer(OctobatchService.Gateway, new ServiceKeySettings { Keys = BenchmarkKeys.Service }, time);
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", issuer.Issue(OctobatchService.Campaign, new Caller("key:1", CallerRole.Operator, null)));
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(type));
        return http.SendAsync(request);
    }
}
