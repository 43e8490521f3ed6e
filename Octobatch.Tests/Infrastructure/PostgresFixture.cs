using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Tests.Infrastructure;

/// <summary>One real Postgres for the whole run. Each test has databases of its own.</summary>
public sealed class PostgresFixture : SharedServer<PostgresFixture.Server>
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> _templates = new();
    private int _databases;

    /// <summary>The connection string of a fresh, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken = default)
    {
        var server = await GetAsync();
        return await server.Postgres.CreateDatabaseAsync($"test_{Interlocked.Increment(ref _databases)}", cancellationToken);
    }

    /// <summary>The connection string of a database of the test's own that begins as a copy of one that was prepared once.</summary>
    /// <param name="template">Its name.</param>
    /// <param name="prepare">Gets the connection string of the empty template, and leaves no connection to it.</param>
    public async Task<string> CreateCopyAsync(string template, Func<string, Task> prepare)
    {
        var server = await GetAsync();
        await _templates.GetOrAdd(template, name => new(async () => await prepare(await server.Postgres.CreateDatabaseAsync(name, CancellationToken.None)))).Value;
        return await server.Postgres.CreateDatabaseAsync($"test_{Interlocked.Increment(ref _databases)}", CancellationToken.None, template);
    }

    /// <summary>A server of the test's own, which it may stop (<c>Postgres.StopAsync</c>) and bring back (<c>Postgres.RestartAsync</c>).</summary>
    public async Task<Server> StartOwnAsync(CancellationToken cancellationToken = default)
    {
        // Says first whether this machine has Postgres at all, and skips the test when it has not.
        await GetAsync();
        return await Server.StartAsync(FreePorts.FindOne(), cancellationToken);
    }

    protected override Task<Server> StartAsync() => Server.StartAsync(null, CancellationToken.None);

    /// <summary>A running server and its folder.</summary>
    public sealed class Server : IAsyncDisposable
    {
        private readonly TempDirectory _directory;

        private Server(TempDirectory directory, EmbeddedPostgres postgres) => (_directory, Postgres) = (directory, postgres);

        public EmbeddedPostgres Postgres { get; }

        public static async Task<Server> StartAsync(int? port, CancellationToken cancellationToken)
        {
            var directory = new TempDirectory();
            try
            {
                var options = new EmbeddedPostgresOptions { DataDirectory = directory.Sub("postgres"), Durable = false, Port = port };
                return new Server(directory, await EmbeddedPostgres.StartAsync(options, NullLogger<EmbeddedPostgres>.Instance, cancellationToken));
            }
            catch (EmbeddedServerException e)
            {
                directory.Dispose();
                throw new MissingServerException(e.Message);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Postgres.DisposeAsync();
            _directory.Dispose();
        }
    }
}
