using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Octobatch.Standalone.Embedded;

/// <summary>
/// A real Postgres as a child process: its data lies in a folder and is there again at the next start. It listens on
/// 127.0.0.1 alone, asks for a password, and ends with this process, however that ends.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const int PortsToTry = 5;
    private readonly EmbeddedPostgresOptions _options;
    private readonly PostgresBinaries _binaries;
    private readonly PostgresCluster _cluster;
    private readonly string _password;
    private readonly ILogger _logger;
    private ChildProcess? _server;

    private EmbeddedPostgres(
        EmbeddedPostgresOptions options, PostgresBinaries binaries, PostgresCluster cluster, string password, ILogger logger) =>
        (_options, _binaries, _cluster, _password, _logger) = (options, binaries, cluster, password, logger);

    /// <summary>The port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process id; null while it is stopped.</summary>
    public int? ProcessId => _server?.Id;

    /// <summary>Completes when the server ends, whoever ends it; already completed while it is stopped.</summary>
    public Task Exited => _server?.Exited ?? Task.CompletedTask;

    /// <summary>In Npgsql's form, with the password.</summary>
    public string ConnectionString => ConnectionStringOf(_options.Database);

    /// <summary>Finds or gets the programs, makes the data folder when it is new, and returns once queries are answered.</summary>
    /// <exception cref="EmbeddedServerException">It cannot run here; the message says why and what helps.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, ILogger<EmbeddedPostgres> logger, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedServerException("The embedded Postgres runs on Linux and macOS. On Windows use WSL, or set OCTOBATCH_POSTGRES_DSN.");
        }

        var cluster = new PostgresCluster(options.DataDirectory);
        var binaries = await PostgresBinaries.FindAsync(cluster.Major, logger, cancellationToken);
        var password = await cluster.PrepareAsync(binaries, options.Durable, cancellationToken);
        var postgres = new EmbeddedPostgres(options, binaries, cluster, password, logger);
        try
        {
            await postgres.StartServerAsync(options.Port, cancellationToken);
            await postgres.EnsureDatabaseAsync(cancellationToken);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }

        LogStarted(logger, binaries.Major, postgres.Port, options.DataDirectory);
        return postgres;
    }

    /// <summary>Makes a database and returns its connection string.</summary>
    /// <param name="template">A database to copy, which nobody is connected to; null: the new one is empty.</param>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken, string? template = null)
    {
        var quoted = new NpgsqlCommandBuilder();
        var from = template is null ? "" : $" template {quoted.QuoteIdentifier(template)}";
        // Copying files writes all out first, and is the faster way where that need not reach the disk. Postgres 14 knows no other.
        var how = _options.Durable || _binaries.Major < 15 ? "" : " strategy file_copy";
        await ExecuteAsync($"create database {quoted.QuoteIdentifier(name)}{from}{how}", cancellationToken);
        return ConnectionStringOf(name);
    }

    /// <summary>Stops the server (open transactions are rolled back) and keeps its port for <see cref="RestartAsync"/>.</summary>
    public async Task StopAsync()
    {
        if (_server is not { } server) return;
        // SIGINT is Postgres's fast shutdown: sessions are ended, everything is written.
        await server.StopAsync(ChildSignal.Interrupt, TimeSpan.FromSeconds(10));
        await server.DisposeAsync();
        _server = null;
    }

    /// <summary>Stops the server when it runs, and starts it on the same port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await StartServerAsync(Port, cancellationToken);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private string ConnectionStringOf(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = PostgresCluster.User,
            Password = _password,
            Database = database,
        }.ConnectionString;

    // Postgres does not take port 0, and between finding a free port and using it somebody else may have taken it:
    // then the next one is tried.
    private async Task StartServerAsync(int? port, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            Port = port ?? FreePort();
            _server = await ChildProcess.StartAsync(ServerOptions());
            if (await AnswersAsync(_server, cancellationToken)) return;

            var output = _server.RecentOutput;
            await _server.DisposeAsync();
            _server = null;
            var portIsTaken = output.Contains("Address already in use", StringComparison.Ordinal);
            if (portIsTaken && port is not null) throw new EmbeddedServerException($"Port {port} is in use, so Postgres cannot start there.");
            if (!portIsTaken || attempt == PortsToTry) throw new EmbeddedServerException($"Postgres did not start: {output}");
        }
    }

    private ChildProcessOptions ServerOptions()
    {
        List<string> arguments = ["-D", _cluster.Folder, "-p", Port.ToString(), "-h", "127.0.0.1", "-k", ""];
        string[] settings =
        [
            // Small: one team's data on one machine.
            "shared_buffers=32MB", "max_connections=200", "max_wal_size=256MB", "jit=off",
            // No replicas: less to write.
            "wal_level=minimal", "max_wal_senders=0",
            "timezone=UTC", "log_timezone=UTC", "logging_collector=off", "log_destination=stderr",
        ];
        string[] fast = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum_naptime=10min"];
        foreach (var setting in _options.Durable ? settings : [.. settings, .. fast]) arguments.AddRange(["-c", setting]);
        return _cluster.Run(_binaries.Postgres, arguments) with
        {
            OnParentDeath = ChildSignal.Interrupt,
            OnOutput = line => LogServer(_logger, line),
        };
    }

    // False when the server ended instead of answering. Both are watched at once, because somebody else's server on a
    // taken port may accept the connection and never say a word.
    private async Task<bool> AnswersAsync(ChildProcess server, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var answer = ConnectUntilItAnswersAsync(limit.Token);
        await Task.WhenAny(answer, server.Exited);
        if (!server.HasExited)
        {
            await answer;
            return true;
        }

        // Not waited for: a connection to somebody who never answers takes its 15 s to give up.
        await limit.CancelAsync();
        await server.Exited;
        return false;
    }

    private async Task ConnectUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await using var connection = await ConnectAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(20, cancellationToken);
            }
        }
    }

    private async Task EnsureDatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CreateDatabaseAsync(_options.Database, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
        {
            // The data of an earlier start.
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(ConnectionStringOf("postgres") + ";Pooling=false");
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LoggerMessage(LogLevel.Information, "Postgres {Major} answers on 127.0.0.1:{Port}, its data is in {DataDirectory}")]
    private static partial void LogStarted(ILogger logger, int major, int port, string dataDirectory);

    [LoggerMessage(LogLevel.Debug, "postgres: {Line}")]
    private static partial void LogServer(ILogger logger, string line);
}
