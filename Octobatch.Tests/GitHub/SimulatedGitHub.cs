using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHubSimulator;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.GitHubSimulator.Fidelity;

namespace Octobatch.Tests.GitHub;

/// <summary>The simulator on a port of its own, on a virtual clock that its clients share, and clients of it.</summary>
internal sealed class SimulatedGitHub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string directory;
    private readonly ExchangeLog log;
    private readonly HttpClient http;
    private readonly HttpMessageInvoker network = new(GitHubRegistration.Handler());

    private SimulatedGitHub(WebApplication app, string directory, VirtualClock clock, ExchangeLog log)
    {
        (this.app, this.directory, Clock, this.log) = (app, directory, clock, log);
        Simulator = app.Services.GetRequiredService<Simulator>();
        http = new() { BaseAddress = new(app.Urls.Single()) };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("octobatch-tests");
    }

    public VirtualClock Clock { get; }

    public Simulator Simulator { get; }

    /// <summary>Whose tokens clients get.</summary>
    public long Installation { get; set; } = 1;

    public static async Task<SimulatedGitHub> StartAsync(Func<SimulatorOptions, SimulatorOptions> configure)
    {
        var data = Directory.CreateTempSubdirectory("octobatch-simulator-").FullName;
        var clock = new VirtualClock(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new TimeOfDay(clock));
        builder.AddGitHubSimulator(configure(new() { DataDirectory = data }));
        var web = builder.Build();
        var exchanges = new ExchangeLog();
        exchanges.Listen(web);
        web.MapGitHubSimulator();
        await web.StartAsync();
        return new(web, data, clock, exchanges);
    }

    /// <summary>A process that uses this GitHub.</summary>
    public Replica Replica(string? redis = null, NpgsqlDataSource? postgres = null, LimitSettings? limits = null) => new(
        Clock, network.SendAsync, redis, postgres, limits, _ => Mint(), http.BaseAddress!.AbsoluteUri);

    public async ValueTask DisposeAsync()
    {
        network.Dispose();
        http.Dispose();
        Clock.Dispose();
        await app.DisposeAsync();
        Directory.Delete(directory, recursive: true);
        await ClientFidelity.JudgeAsync(log);
    }

    /// <summary>What the token service does: a JWT, and a token for it, however often GitHub fails.</summary>
    private HttpResponseMessage Mint()
    {
        var now = Simulator.Clock.Now;
        var jwt = RunningSimulator.Jwt(
            new { iss = 1, iat = now.ToUnixTimeSeconds() - 60, exp = now.ToUnixTimeSeconds() + 540 }, File.ReadAllText(Simulator.App.PrivateKeyPath));
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"app/installations/{Installation}/access_tokens");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", jwt);
                using var response = http.Send(request);
                if (!response.IsSuccessStatusCode)
                    continue;
                var answer = response.Content.ReadFromJsonAsync<JsonElement>().Result;
                // Well known by now: what a fresh one meets has tests of its own.
                return GitHub.Replica.Token(Clock, answer.GetProperty("token").GetString()!);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or AggregateException)
            {
                // The simulator's faults strike here too.
            }
        }
    }

    /// <summary>The time of the virtual clock for the simulator, which is nobody to be waited for.</summary>
    private sealed class TimeOfDay(VirtualClock clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();
    }
}
