using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens;
using Octobatch.Tokens.App;
using Octobatch.Tokens.Installations;

namespace Octobatch.Tests.Tokens;

/// <summary>One replica of the token service, with a simulated GitHub whose fake clock is its own too.</summary>
internal sealed class TokenReplica(ServiceHost host, RunningSimulator github) : IAsyncDisposable
{
    public const string Route = "/app/installations/{installation_id}/access_tokens";

    public ServiceHost Host { get; } = host;

    public TokenSource Source => Host.Services.GetRequiredService<TokenSource>();

    public TokenCache Cache => Host.Services.GetRequiredService<TokenCache>();

    public static Task<TokenReplica> StartAsync(RunningSimulator github, params (string Variable, string? Value)[] settings) =>
        StartAsync(github, null, settings);

    public static async Task<TokenReplica> StartAsync(
        RunningSimulator github, Action<IServiceCollection>? replace, params (string Variable, string? Value)[] settings)
    {
        var all = ServiceSettings.With(
        [
            ("OCTOBATCH_GITHUB_API_BASE_URL", github.Url.AbsoluteUri),
            (AppSettings.IdVariable, "1"),
            (AppSettings.PathVariable, github.Simulator.App.PrivateKeyPath),
            .. settings,
        ]);
        return new(await ServiceHost.StartAsync(b => b.AddTokenService(), a => a.MapTokenService(), all, replace, github.Time), github);
    }

    /// <summary>As another service, or as a person behind the gateway.</summary>
    public async Task<Reply> SendAsync(
        HttpMethod method, string path, object? body = null, OctobatchService? from = null, Caller? caller = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = body as HttpContent ?? JsonContent.Create(body);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(from ?? OctobatchService.Campaign, caller ?? Caller.System));
        using var response = await Host.Client.SendAsync(request);
        return new Reply((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync());
    }

    public Task<Reply> GetAsync(long installation = 1, string query = "") => SendAsync(HttpMethod.Get, $"/tokens/installations/{installation}{query}");

    public Task<Reply> PostAsync(object body, long installation = 1) => SendAsync(HttpMethod.Post, $"/tokens/installations/{installation}", body);

    public string TokenOf(OctobatchService issuer, Caller caller) =>
        new ServiceTokenIssuer(issuer, new ServiceKeySettings { Keys = ServiceSettings.ServiceKey }, github.Time).Issue(OctobatchService.Token, caller);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

internal static class TokenReplies
{
    public static string Token(this Reply reply) => reply.Json.GetProperty("token").GetString()!;

    public static bool Cached(this Reply reply) => reply.Json.GetProperty("cached").GetBoolean();

    public static string Code(this Reply reply) => reply.Json.GetProperty("code").GetString()!;

    /// <summary>How many tokens GitHub was asked for.</summary>
    public static long Mints(this RunningSimulator github) => github.Simulator.Requests.Count("POST", TokenReplica.Route);
}
