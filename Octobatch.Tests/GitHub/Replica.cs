using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Conditional;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Redis;

namespace Octobatch.Tests.GitHub;

/// <summary>The client as one process has it, on the test's clock and with the test's GitHub.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().BuildServiceProvider();

    /// <param name="github">Answers every request to GitHub.</param>
    /// <param name="redis">Null: this replica has no Redis.</param>
    /// <param name="postgres">Null: it may not write.</param>
    public Replica(
        TimeProvider time, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> github, string? redis = null,
        NpgsqlDataSource? postgres = null, LimitSettings? limits = null, Func<HttpRequestMessage, HttpResponseMessage>? tokens = null,
        string baseUrl = "https://api.github.com")
    {
        var problems = new ConfigurationProblems();
        if (redis is null)
            problems.Add(new("OCTOBATCH_REDIS_URL", "OCTOBATCH_REDIS_URL is not set") { Dependency = "redis" });
        Redis = new(new() { Url = redis ?? "" }, problems, NullLogger<RedisStore>.Instance);
        Limits = limits ?? new();
        var clients = new StubClients { GitHub = github, Tokens = tokens ?? (_ => Token(time)) };
        var metrics = new BudgetMetrics(meters.GetRequiredService<IMeterFactory>());
        Budget = new(
            Limits, new(Redis, Limits, time, NullLogger<SharedBudget>.Instance), time, metrics, NullLogger<RequestBudget>.Instance,
            postgres is null ? null : new(postgres, Limits, time));
        var settings = new RequestSettings();
        var transport = new GitHubTransport(
            clients, new(new(baseUrl)), Budget, new(Redis, time, NullLogger<AnswerCache>.Instance), Limits, settings, metrics, time);
        Tokens = new(new(clients, time), time);
        Client = new(new(Tokens, transport, time, NullLogger<GitHubPipeline>.Instance), settings);
    }

    public RedisStore Redis { get; }

    public LimitSettings Limits { get; }

    public RequestBudget Budget { get; }

    public InstallationTokens Tokens { get; }

    public GitHubClient Client { get; }

    public IMeterFactory Meters => meters.GetRequiredService<IMeterFactory>();

    /// <summary>The token service's answer with a token that GitHub has long known.</summary>
    public static HttpResponseMessage Token(TimeProvider time, string token = "ghs_1_test", TimeSpan? age = null, bool cached = true) =>
        StubClients.Json(HttpStatusCode.OK, $$"""
            {"token":"{{token}}","expires_at":"{{time.GetUtcNow() + TimeSpan.FromHours(1) - (age ?? TimeSpan.FromMinutes(1)):O}}","permissions":{},
             "repository_selection":"all","cached":{{(cached ? "true" : "false")}}}
            """);

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await meters.DisposeAsync();
    }
}
