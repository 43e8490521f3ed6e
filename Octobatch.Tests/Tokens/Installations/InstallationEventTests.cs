using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Tokens.Installations;

[Collection(nameof(SharedRedisAlone))]
public sealed class InstallationEventTests(PostgresFixture postgres, RedisServerFixture redis)
{
    private static async Task DeliverAsync(TokenReplica replica, string @event, string payload)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/internal/events") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(payload)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", replica.TokenOf(OctobatchService.Gateway, Caller.System));
        request.Headers.Add("X-GitHub-Event", @event);
        request.Headers.Add("X-GitHub-Delivery", Guid.NewGuid().ToString());
        using var response = await replica.Host.Client.SendAsync(request);
        Assert.Equal(202, (int)response.StatusCode);
    }

    private static string Payload(long installation) => $$$"""{"action":"created","installation":{"id":{{{installation}}}}}""";

    [Fact]
    public async Task A_webhook_about_an_installation_ends_refusals_and_tokens_in_every_replica()
    {
        var dsn = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var github = await RunningSimulator.StartAsync();
        (string, string?)[] settings = [("OCTOBATCH_POSTGRES_DSN", dsn), ("OCTOBATCH_REDIS_URL", await redis.GetUrlAsync())];
        await using var one = await TokenReplica.StartAsync(github, settings);
        await using var two = await TokenReplica.StartAsync(github, settings);
        await Eventually.TrueAsync(() => one.Host.Logs.Text.Contains("Schema token is up to date", StringComparison.Ordinal));
        var kept = (await two.GetAsync(2)).Token();
        github.Simulator.Installations.Suspend(1);
        Assert.Equal((403, 403), ((await one.GetAsync(1)).Status, (await two.GetAsync(1)).Status));
        github.Simulator.Installations.Unsuspend(1);
        Assert.Equal((403, 403), ((await one.GetAsync(1)).Status, (await two.GetAsync(1)).Status));

        // The fake clock stands still: nothing but the webhook can end the refusals.
        await DeliverAsync(one, "installation", Payload(1));
        await Eventually.TrueAsync(async () => (await one.GetAsync(1)).Status == 200);
        await Eventually.TrueAsync(async () => (await two.GetAsync(1)).Status == 200);

        github.Time.Advance(TimeSpan.FromSeconds(1));
        var before = (await one.GetAsync(1)).Token();
        await DeliverAsync(two, "installation_repositories", Payload(1));
        await Eventually.TrueAsync(async () => (await one.GetAsync(1)).Token() != before);
        await Eventually.TrueAsync(async () => (await two.GetAsync(1)).Token() != before);
        Assert.Equal(kept, (await two.GetAsync(2)).Token());
    }

    [Fact]
    public async Task Deliveries_are_marked_as_processed_whatever_they_hold()
    {
        var dsn = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_POSTGRES_DSN", dsn));
        await Eventually.TrueAsync(() => tokens.Host.Logs.Text.Contains("Schema token is up to date", StringComparison.Ordinal));
        foreach (var payload in (string[])[Payload(1), "{}", "[]", "no json", """{"installation":{"id":"x"}}"""])
            await DeliverAsync(tokens, "installation", payload);

        await using var source = NpgsqlDataSource.Create(dsn);
        await using var waiting = source.CreateCommand("select count(*) from token.events where processed_at is null");
        await Eventually.TrueAsync(async () => (long)(await waiting.ExecuteScalarAsync())! == 0);
    }
}
