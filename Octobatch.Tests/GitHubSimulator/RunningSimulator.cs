using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Octobatch.GitHubSimulator;
using Octobatch.Tests.GitHubSimulator.Fidelity;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

/// <summary>A simulator on a port of its own, with a fake clock and its own data folder, which goes with it.</summary>
public sealed class RunningSimulator : IAsyncDisposable
{
    // One key for all, because making one takes longer than most tests.
    private static readonly Lazy<string> SharedKey = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportRSAPrivateKeyPem();
    });

    private readonly WebApplication app;
    private readonly string directory;

    private RunningSimulator(WebApplication app, string directory, FakeTimeProvider time, Func<HttpMessageHandler, HttpMessageHandler>? through)
    {
        this.app = app;
        this.directory = directory;
        Time = time;
        Simulator = app.Services.GetRequiredService<Simulator>();
        Url = new Uri(app.Urls.Single());
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        Http = new HttpClient(through?.Invoke(handler) ?? handler) { BaseAddress = Url };
        Http.DefaultRequestHeaders.UserAgent.ParseAdd("octobatch-tests");
    }

    public Simulator Simulator { get; }

    public FakeTimeProvider Time { get; }

    public Uri Url { get; }

    public HttpClient Http { get; }

    /// <summary>Every route of GitHub's API that is mapped, such as <c>GET /app</c>.</summary>
    public IEnumerable<string> Routes => app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [], (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText}")
        .Where(route => !route.Contains("/_simulator", StringComparison.Ordinal));

    internal static async Task<RunningSimulator> StartAsync(
        Func<SimulatorOptions, SimulatorOptions>? configure = null, Func<HttpMessageHandler, HttpMessageHandler>? through = null, ExchangeLog? log = null)
    {
        var data = Directory.CreateTempSubdirectory("octobatch-simulator-").FullName;
        await File.WriteAllTextAsync(Path.Combine(data, "github-app.pem"), SharedKey.Value);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var options = new SimulatorOptions { DataDirectory = data };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddGitHubSimulator(configure?.Invoke(options) ?? options);
        var web = builder.Build();
        log?.Listen(web);
        web.MapGitHubSimulator();
        await web.StartAsync();
        return new RunningSimulator(web, data, time, through);
    }

    public string Jwt(int issuer = 1) => Jwt(new
    {
        iss = issuer,
        iat = Simulator.Clock.Now.ToUnixTimeSeconds() - 60,
        exp = Simulator.Clock.Now.ToUnixTimeSeconds() + 540,
    });

    public static string Jwt(object claims, string? pem = null, string algorithm = "RS256")
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem ?? SharedKey.Value);
        var signed = Part(new { alg = algorithm, typ = "JWT" }) + "." + Part(claims);
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, string? token = null, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = body is HttpContent content ? content : JsonContent.Create(body);
        using var response = await Http.SendAsync(request);
        return new Reply((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync());
    }

    public Task<Reply> GetAsync(string path, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, token, null, headers);

    public Task<Reply> PostAsync(string path, string? token = null, object? body = null) =>
        SendAsync(HttpMethod.Post, path, token, body);

    /// <summary>Mints a token over HTTP, as any client would.</summary>
    public async Task<string> MintAsync(long installation = 1, object? body = null)
    {
        var reply = await PostAsync($"/app/installations/{installation}/access_tokens", Jwt(), body);
        Assert.Equal(201, reply.Status);
        return reply.Json.GetProperty("token").GetString()!;
    }

    /// <summary>Somebody lets the App know who they are, as a browser and the App do it together; gives their token.</summary>
    public async Task<string> SignInAsync(string login)
    {
        var agreed = await GetAsync($"/login/oauth/authorize?client_id={Simulator.App.ClientId}&redirect_uri=http://127.0.0.1:9/back&state=s&login={login}");
        var code = QueryHelpers.ParseQuery(agreed.Headers.Location!.Query)["code"].ToString();
        var reply = await SendAsync(
            HttpMethod.Post, "/login/oauth/access_token", null, new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["client_id"] = Simulator.App.ClientId,
                ["client_secret"] = Simulator.App.ClientSecret,
                ["code"] = code,
            }), ("Accept", "application/json"));
        return reply.Json.GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}

/// <summary>An answer, read to its end.</summary>
public sealed record Reply(int Status, HttpResponseHeaders Headers, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Message => Json.TryGetProperty("message", out var message) ? message.GetString() : null;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
