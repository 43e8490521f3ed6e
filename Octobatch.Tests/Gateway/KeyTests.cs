using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Gateway.Keys;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class KeyTests(PostgresFixture postgres)
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_created_key_opens_what_its_role_allows_and_is_shown_once()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);

        using var response = await stack.Gateway.SendAsync("POST", "/api/keys", GatewayStack.AdminKey, new { name = " ci ", role = "admin" });
        var created = await response.ReadAsync(HttpStatusCode.Created);
        var (id, key) = (created.GetProperty("id").GetString()!, created.GetProperty("key").GetString()!);
        using var list = await stack.Gateway.SendAsync("GET", "/api/keys", key);
        var text = await list.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var item = (await list.ReadAsync()).GetProperty("items")[0];

        Assert.Matches("^octo_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(["id", "name", "role", "key"], created.EnumerateObject().Select(p => p.Name));
        Assert.Equal($"/api/keys/{id}", response.Headers.Location?.OriginalString);
        Assert.Equal(id, item.GetProperty("id").GetString());
        Assert.Equal("ci", item.GetProperty("name").GetString());
        Assert.Equal("admin", item.GetProperty("role").GetString());
        Assert.Equal("key:bootstrap", item.GetProperty("created_by").GetString());
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_keys_hash_is_stored_and_nothing_of_it_is_logged()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var (key, id) = await stack.Gateway.CreateKeyAsync("viewer");
        (await stack.Gateway.SendAsync("GET", "/api/keys", key)).Dispose();
        await stack.Gateway.Services.GetRequiredService<LastUses>().FlushAsync(TestContext.Current.CancellationToken);

        await using var source = NpgsqlDataSource.Create(stack.Dsn);
        foreach (var table in (string[])["gateway.api_keys", "gateway.audit"])
        {
            await using var command = source.CreateCommand($"select coalesce(string_agg(t::text, ' '), '') from {table} t");
            var all = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
            Assert.Contains(id, all, StringComparison.Ordinal);
            Assert.DoesNotContain(key["octo_".Length..], all, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(key)), all, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain(key, stack.Gateway.Logs.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayStack.AdminKey, stack.Gateway.Logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creating_and_revoking_are_audited_with_the_one_who_did_it()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var (admin, adminId) = await stack.Gateway.CreateKeyAsync("admin");
        var (_, id) = await stack.Gateway.CreateKeyAsync("viewer");
        (await stack.Gateway.SendAsync("DELETE", $"/api/keys/{id}", admin)).Dispose();

        Assert.Equal(1, await stack.CountAsync(
            $"select count(*) from gateway.audit where actor = 'key:{adminId}' and action = 'key.revoked' and subject = 'key:{id}' and correlation_id ~ '^[0-9a-f]+$'"));
        Assert.Equal(1, await stack.CountAsync(
            $"select count(*) from gateway.audit where actor = 'key:bootstrap' and action = 'key.created' and subject = 'key:{id}' and details->>'role' = 'viewer'"));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_here_and_within_five_seconds_elsewhere()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time);
        await using var replica = await GatewayStack.StartGatewayAsync(time, ("OCTOBATCH_POSTGRES_DSN", stack.Dsn));
        var (key, id) = await stack.Gateway.CreateKeyAsync("admin");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, key));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(replica, key));

        using var revoked = await stack.Gateway.SendAsync("DELETE", $"/api/keys/{id}", GatewayStack.AdminKey);
        using var again = await stack.Gateway.SendAsync("DELETE", $"/api/keys/{id}", GatewayStack.AdminKey);

        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal("key_not_found", await again.ReadProblemAsync(HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(stack.Gateway, key));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(replica, key));
    }

    [Fact]
    public async Task A_request_with_a_known_key_asks_the_database_once_in_five_seconds()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time);
        var (key, _) = await stack.Gateway.CreateKeyAsync("admin");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, key));

        await stack.CountAsync("with gone as (update gateway.api_keys set revoked_at = now() returning 1) select count(*) from gone");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(stack.Gateway, key));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(stack.Gateway, key));
    }

    [Fact]
    public async Task The_last_use_is_written_in_batches_and_at_most_once_a_minute()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, time);
        var uses = stack.Gateway.Services.GetRequiredService<LastUses>();
        var (key, _) = await stack.Gateway.CreateKeyAsync("viewer");
        await AskAsync(stack.Gateway, key);
        Assert.Equal(1, await stack.CountAsync("select count(*) from gateway.api_keys where last_used_at is null"));

        await uses.FlushAsync(TestContext.Current.CancellationToken);
        var first = await LastUseAsync();
        time.Advance(TimeSpan.FromSeconds(10));
        await AskAsync(stack.Gateway, key);
        await uses.FlushAsync(TestContext.Current.CancellationToken);
        var second = await LastUseAsync();
        time.Advance(TimeSpan.FromSeconds(61));
        await AskAsync(stack.Gateway, key);
        await uses.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal(first, second);
        Assert.True(await LastUseAsync() > second);

        Task<long> LastUseAsync() => stack.CountAsync("select (extract(epoch from last_used_at) * 1000)::bigint from gateway.api_keys");
    }

    [Fact]
    public async Task Keys_are_listed_in_pages_that_neither_repeat_nor_miss_one()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        var created = new List<string>();
        for (var i = 0; i < 5; i++)
            created.Add((await stack.Gateway.CreateKeyAsync("viewer", $"key {i}")).Id);

        var listed = new List<string>();
        string? after = null;
        do
        {
            using var response = await stack.Gateway.SendAsync("GET", $"/api/keys?limit=2{(after is null ? "" : $"&after={after}")}", GatewayStack.AdminKey);
            var page = await response.ReadAsync();
            listed.AddRange(page.GetProperty("items").EnumerateArray().Select(k => k.GetProperty("id").GetString()!));
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        Assert.Equal(created, listed);
    }

    [Theory]
    [InlineData("", "viewer", "invalid_name")]
    [InlineData("two\nlines", "viewer", "invalid_name")]
    [InlineData("ci", "system", "invalid_role")]
    [InlineData("ci", "owner", "invalid_role")]
    [InlineData("ci", null, "invalid_role")]
    public async Task A_key_that_cannot_be_is_not_created(string name, string? role, string code)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        using var response = await gateway.SendAsync("POST", "/api/keys", GatewayStack.AdminKey, new { name, role });
        Assert.Equal(code, await response.ReadProblemAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("/api/keys?limit=0", "invalid_limit")]
    [InlineData("/api/keys?limit=501", "invalid_limit")]
    [InlineData("/api/keys?after=x", "invalid_cursor")]
    [InlineData("/api/audit?limit=501", "invalid_limit")]
    [InlineData("/api/audit?after=1.2", "invalid_cursor")]
    public async Task Pages_out_of_bounds_are_refused(string path, string code)
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_ADMIN_KEY", GatewayStack.AdminKey));
        using var response = await gateway.SendAsync("GET", path, GatewayStack.AdminKey);
        Assert.Equal(code, await response.ReadProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_bootstrap_key_that_is_too_short_opens_nothing_and_is_named_as_a_problem()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null, ("OCTOBATCH_ADMIN_KEY", "only-23-characters-long"));

        using var response = await gateway.SendAsync("GET", "/api/keys", "only-23-characters-long");
        using var health = await gateway.SendAsync("GET", "/healthz");

        await response.ReadProblemAsync(HttpStatusCode.Unauthorized);
        var problems = (await health.ReadAsync(HttpStatusCode.ServiceUnavailable)).GetProperty("problems").EnumerateArray().Select(p => p.GetString());
        Assert.Contains(problems, p => p!.StartsWith("OCTOBATCH_ADMIN_KEY", StringComparison.Ordinal));
        Assert.DoesNotContain("only-23-characters-long", gateway.Logs.Text, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AskAsync(ServiceHost gateway, string key)
    {
        using var response = await gateway.SendAsync("GET", "/api/keys", key);
        return response.StatusCode;
    }
}
