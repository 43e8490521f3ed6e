using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class HealthTests
{
    private static readonly string[] FourChecks = ["postgres", "redis", "blobstore", "github_api"];

    public static TheoryData<string, string, string> DependencyVariables()
    {
        var table = new TheoryData<string, string, string>();
        foreach (var service in AllServices.Names)
        {
            table.Add(service, "OCTOBATCH_POSTGRES_DSN", "postgres");
            table.Add(service, "OCTOBATCH_REDIS_URL", "redis");
            table.Add(service, "OCTOBATCH_BLOBSTORE_ENDPOINT", "blobstore");
            table.Add(service, "OCTOBATCH_BLOBSTORE_BUCKET", "blobstore");
            table.Add(service, "OCTOBATCH_BLOBSTORE_ACCESS_KEY_ID", "blobstore");
            table.Add(service, "OCTOBATCH_BLOBSTORE_SECRET_ACCESS_KEY", "blobstore");
        }

        return table;
    }

    [Theory]
    [MemberData(nameof(DependencyVariables))]
    public async Task A_missing_dependency_variable_is_named_by_exactly_its_check(string service, string variable, string check)
    {
        await using var host = await AllServices.StartAsync(service, Configured((variable, null)));
        using var health = await AskAsync(host, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(FourChecks, Checks(health).Select(Name));
        Assert.All(Checks(health), c => Assert.Equal(Name(c) == check, Detail(c).Contains(variable, StringComparison.Ordinal)));
        Assert.DoesNotContain(variable, Problems(health), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway", "OCTOBATCH_SERVICE_KEY")]
    [InlineData("gateway", "OCTOBATCH_CAMPAIGN_URL")]
    [InlineData("gateway", "OCTOBATCH_SELECTION_URL")]
    [InlineData("gateway", "OCTOBATCH_TOKEN_URL")]
    [InlineData("campaign", "OCTOBATCH_SERVICE_KEY")]
    [InlineData("campaign", "OCTOBATCH_SELECTION_URL")]
    [InlineData("campaign", "OCTOBATCH_TOKEN_URL")]
    [InlineData("selection", "OCTOBATCH_SERVICE_KEY")]
    [InlineData("selection", "OCTOBATCH_TOKEN_URL")]
    [InlineData("token", "OCTOBATCH_SERVICE_KEY")]
    [InlineData("token", "OCTOBATCH_GITHUB_APP_ID")]
    [InlineData("token", "OCTOBATCH_GITHUB_APP_PRIVATE_KEY")]
    public async Task Every_other_missing_variable_stands_in_problems_and_in_the_log(string service, string variable)
    {
        await using var host = await AllServices.StartAsync(service, Configured((variable, null)));
        using var health = await AskAsync(host, HttpStatusCode.ServiceUnavailable);
        Assert.Contains(variable, Problems(health), StringComparison.Ordinal);
        Assert.All(Checks(health), c => Assert.DoesNotContain(variable, Detail(c), StringComparison.Ordinal));
        Assert.Contains(variable, host.Logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllServices.All), MemberType = typeof(AllServices))]
    public async Task A_service_without_any_setting_starts_and_tells_all_that_is_missing(string service)
    {
        await using var host = await AllServices.StartAsync(service, new Dictionary<string, string?>());
        using var health = await AskAsync(host, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(service, health.RootElement.GetProperty("service").GetString());
        Assert.False(health.RootElement.GetProperty("healthy").GetBoolean());
        Assert.Contains("OCTOBATCH_SERVICE_KEY", Problems(health), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/livez", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_checks_run_at_the_same_time_each_with_its_own_limit()
    {
        using HangingServer postgres = new(), redis = new(), blobs = new(), github = new();
        await using var host = await AllServices.StartAsync("campaign", Configured(
            ("OCTOBATCH_POSTGRES_DSN", $"Host=127.0.0.1;Port={postgres.Port};Username=me;Password=p;Timeout=30"),
            ("OCTOBATCH_REDIS_URL", $"redis://127.0.0.1:{redis.Port}/0"),
            ("OCTOBATCH_BLOBSTORE_ENDPOINT", $"http://127.0.0.1:{blobs.Port}"),
            ("OCTOBATCH_GITHUB_API_BASE_URL", $"http://127.0.0.1:{github.Port}")));

        var answer = AskAsync(host, HttpStatusCode.ServiceUnavailable);
        // One after another, the last would be asked after the first ones' limits, when the answer to all is already due.
        await Task.WhenAll(postgres.Connected, redis.Connected, blobs.Connected, github.Connected).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);

        using var health = await answer;
        var latencies = Checks(health).ToDictionary(Name, c => c.GetProperty("latency_ms").GetDouble());
        Assert.InRange(latencies["github_api"], 4_900, double.MaxValue);
        Assert.All(["postgres", "blobstore", "redis"], name => Assert.InRange(latencies[name], 0, latencies["github_api"]));
        Assert.Contains("no answer within 5 s", Checks(health).Select(Detail));
    }

    [Fact]
    public async Task Probes_that_arrive_together_share_one_round()
    {
        using var github = new HangingServer();
        await using var host = await AllServices.StartAsync("selection", Configured(("OCTOBATCH_GITHUB_API_BASE_URL", $"http://127.0.0.1:{github.Port}")));
        var answers = Enumerable.Range(0, 20).Select(_ => BodyAsync(host)).ToList();
        var bodies = await Task.WhenAll(answers);
        Assert.Single(bodies.Distinct(StringComparer.Ordinal)); // latencies included, so it is the same round
    }

    /// <summary>Everything set to something that could work; nothing listens there.</summary>
    private static Dictionary<string, string?> Configured(params (string Variable, string? Value)[] changes) => ServiceSettings.With(
    [
        ("OCTOBATCH_POSTGRES_DSN", "Host=127.0.0.1;Port=9;Username=me;Password=p"),
        ("OCTOBATCH_REDIS_URL", "redis://127.0.0.1:9/0"),
        ("OCTOBATCH_BLOBSTORE_ENDPOINT", "http://127.0.0.1:9"),
        ("OCTOBATCH_BLOBSTORE_BUCKET", "octobatch"),
        ("OCTOBATCH_BLOBSTORE_ACCESS_KEY_ID", "key"),
        ("OCTOBATCH_BLOBSTORE_SECRET_ACCESS_KEY", "secret-access-key"),
        ("OCTOBATCH_GITHUB_APP_ID", "1"),
        .. changes,
    ]);

    private static async Task<JsonDocument> AskAsync(ServiceHost host, HttpStatusCode expected)
    {
        using var response = await host.Client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        Assert.Equal(expected, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonDocument>(TestContext.Current.CancellationToken))!;
    }

    private static async Task<string> BodyAsync(ServiceHost host)
    {
        using var response = await host.Client.GetAsync("/healthz", TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static List<JsonElement> Checks(JsonDocument health) => [.. health.RootElement.GetProperty("checks").EnumerateArray()];

    private static string Name(JsonElement check) => check.GetProperty("name").GetString()!;

    private static string Detail(JsonElement check) => check.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";

    private static string Problems(JsonDocument health) =>
        health.RootElement.TryGetProperty("problems", out var problems) ? problems.ToString() : "";
}
