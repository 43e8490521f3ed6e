using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Tokens.Installations;

public sealed class AuditTests(PostgresFixture postgres)
{
    private static readonly Caller Person = new("user:octocat", CallerRole.Admin, "c-42");

    private sealed record Row(string Actor, string Action, string Subject, string? CorrelationId, byte[] TokenSha256, string Details, DateTime At);

    private static async Task<List<Row>> RowsAsync(string dsn)
    {
        await using var source = NpgsqlDataSource.Create(dsn);
        await using var command = source.CreateCommand("select actor, action, subject, correlation_id, token_sha256, details::text, at from token.audit order by id");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Row>();
        while (await reader.ReadAsync())
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), (byte[])reader[4], reader.GetString(5), reader.GetDateTime(6)));
        return rows;
    }

    private static Task MigratedAsync(TokenReplica replica) =>
        Eventually.TrueAsync(() => replica.Host.Logs.Text.Contains("Schema token is up to date", StringComparison.Ordinal));

    [Fact]
    public async Task A_mint_and_what_people_are_handed_are_on_record_with_the_tokens_hash_and_never_the_token()
    {
        var dsn = await postgres.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_POSTGRES_DSN", dsn));
        await MigratedAsync(tokens);

        var reply = await tokens.SendAsync(HttpMethod.Get, "/tokens/installations/1", null, OctobatchService.Gateway, Person);
        await Eventually.TrueAsync(async () => await RowsAsync(dsn) is [{ Action: "token.minted" }, ..]);
        await tokens.SendAsync(HttpMethod.Get, "/tokens/installations/1", null, OctobatchService.Gateway, Person);
        await tokens.GetAsync();
        await Eventually.TrueAsync(async () => (await RowsAsync(dsn)).Count == 3);

        var rows = await RowsAsync(dsn);
        Assert.Equal(["token.minted", "token.handed_out", "token.handed_out"], rows.Select(r => r.Action));
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(reply.Token()));
        Assert.All(rows, r => Assert.Equal(("user:octocat", "installation:1", "c-42"), (r.Actor, r.Subject, r.CorrelationId)));
        Assert.All(rows, r => Assert.Equal(hash, r.TokenSha256));
        Assert.All(rows, r => Assert.DoesNotContain(reply.Token(), r.Details, StringComparison.Ordinal));
        Assert.Equal(github.Time.GetUtcNow().UtcDateTime, rows[0].At);
        Assert.Contains("permissions", rows[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_Postgres_is_down_tokens_are_minted_and_their_rows_are_written_when_it_is_back()
    {
        await using var server = await postgres.StartOwnAsync(TestContext.Current.CancellationToken);
        var dsn = await server.Postgres.CreateDatabaseAsync("token_test", TestContext.Current.CancellationToken);
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_POSTGRES_DSN", dsn));
        await MigratedAsync(tokens);

        await server.Postgres.StopAsync();
        Assert.Equal(200, (await tokens.GetAsync(1)).Status);
        Assert.Equal(200, (await tokens.GetAsync(2)).Status);
        var minted = github.Time.GetUtcNow().UtcDateTime;
        Assert.Equal(200, (int)(await tokens.Host.Client.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);
        github.Time.Advance(TimeSpan.FromMinutes(1));

        await server.Postgres.RestartAsync(TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => tokens.Host.Logs.Text.Contains("Audit rows are written again", StringComparison.Ordinal));
        var rows = await RowsAsync(dsn);
        Assert.Equal(["installation:1", "installation:2"], rows.Select(r => r.Subject));
        Assert.All(rows, r => Assert.Equal(minted, r.At));
    }

    [Fact]
    public async Task Without_any_Postgres_tokens_are_minted()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        Assert.Equal(200, (await tokens.GetAsync()).Status);
        Assert.Equal(200, (int)(await tokens.Host.Client.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);
    }
}
