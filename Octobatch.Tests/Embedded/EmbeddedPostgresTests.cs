using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Embedded;

public sealed class EmbeddedPostgresTests(PostgresFixture shared) : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly CapturedLogs _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPostgresOptions Options => new() { DataDirectory = _directory.Sub("postgres"), Durable = false };

    public void Dispose()
    {
        _log.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_data_is_there_at_the_next_start()
    {
        await using (var first = await StartAsync(Options with { Durable = true }))
        {
            await ExecuteAsync(first.ConnectionString, "create table t (n int); insert into t values (42)");
            Assert.Equal("on", await ExecuteAsync(first.ConnectionString, "show fsync"));
        }

        await using var second = await StartAsync(Options);
        Assert.Equal(42, await ExecuteAsync(second.ConnectionString, "select n from t"));
    }

    [Fact]
    public async Task It_stops_and_comes_back_on_the_same_port_with_its_data()
    {
        await using var postgres = await StartAsync(Options with { Port = FreePorts.FindOne() });
        await ExecuteAsync(postgres.ConnectionString, "create table t (n int)");
        var before = postgres.ConnectionString;
        await postgres.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ExecuteAsync(before, "select 1"));
        await postgres.RestartAsync(Cancel);
        Assert.Equal(before, postgres.ConnectionString);
        Assert.Equal(0L, await ExecuteAsync(before, "select count(*) from t"));
    }

    [Fact]
    public async Task It_stops_quickly_while_a_transaction_is_open()
    {
        await using var postgres = await StartAsync(Options);
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        var pid = postgres.ProcessId!.Value;
        await postgres.StopAsync().WaitAsync(TimeSpan.FromSeconds(8), Cancel);
        Assert.False(ProcessIsAlive(pid));
    }

    [Fact]
    public async Task Data_left_by_a_server_that_was_killed_is_used_again_even_when_its_process_number_is_taken()
    {
        await using (var first = await StartAsync(Options))
        {
            await ExecuteAsync(first.ConnectionString, "create table t (n int)");
        }

        // The number of a process that lives, but is no Postgres.
        await File.WriteAllTextAsync(
            _directory.Sub("postgres/cluster/postmaster.pid"),
            $"{Environment.ProcessId}\n{_directory.Sub("postgres/cluster")}\n1\n5432\n\n127.0.0.1\n\nready\n", Cancel);
        await using var second = await StartAsync(Options);
        Assert.Equal(0L, await ExecuteAsync(second.ConnectionString, "select count(*) from t"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_in_words()
    {
        await using (await StartAsync(Options))
        {
        }

        await File.WriteAllTextAsync(_directory.Sub("postgres/cluster/PG_VERSION"), "9\n", Cancel);
        var error = await Assert.ThrowsAsync<EmbeddedServerException>(() => StartAsync(Options));
        Assert.Contains("made by Postgres 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<EmbeddedServerException>(() => StartAsync(Options with { Port = port }));
        Assert.Contains($"Port {port} is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_is_needed_readable_by_its_owner_alone_and_never_logged()
    {
        await using var postgres = await StartAsync(Options);
        var password = await File.ReadAllTextAsync(_directory.Sub("postgres/password"), Cancel);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_directory.Sub("postgres/password")));
        }

        var wrong = postgres.ConnectionString.Replace(password, "wrong", StringComparison.Ordinal);
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(wrong, "select 1"));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, error.SqlState);
        Assert.Contains("answers on 127.0.0.1", _log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(password, _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_may_keep_the_data_below_a_folder_that_is_closed_to_others()
    {
        Assert.SkipUnless(UnixAccount.IsRoot, "Only root starts Postgres under another account.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var postgres = await StartAsync(Options);
        Assert.Equal(1, await ExecuteAsync(postgres.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Every_test_gets_an_empty_database()
    {
        var (first, second) = (await shared.CreateDatabaseAsync(Cancel), await shared.CreateDatabaseAsync(Cancel));
        await ExecuteAsync(first, "create table t (n int)");
        Assert.Equal(0L, await ExecuteAsync(second, "select count(*) from pg_tables where schemaname = 'public'"));
    }

    private async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options)
    {
        // Skips the test where this machine has no Postgres at all.
        await shared.CreateDatabaseAsync(Cancel);
        using var factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        return await EmbeddedPostgres.StartAsync(options, factory.CreateLogger<EmbeddedPostgres>(), Cancel);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private static bool ProcessIsAlive(int pid) => Directory.Exists($"/proc/{pid}");
}
