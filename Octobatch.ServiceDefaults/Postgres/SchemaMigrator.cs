using System.Reflection;
using DbUp.Engine;
using DbUp.Postgresql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Postgres;

/// <summary>
/// Brings the service's schema up to date: first the tables that every schema has (embedded in this assembly), then those of the libraries
/// that it uses, then the service's own (embedded in its assembly under <c>Storage/Scripts</c>), each by name and each once. An advisory lock lets any number of replicas
/// start at once; a database that is down is waited for.
/// </summary>
internal sealed partial class SchemaMigrator(
    OctobatchService service, IEnumerable<ScriptAssembly> assemblies, ServiceAssembly own, SchemaState state, IServiceProvider services,
    ConfigurationProblems problems, TimeProvider time, ILogger<SchemaMigrator> logger) : BackgroundService
{
    // Any constant will do, as long as nothing else in this database uses it; the second half is the schema.
    private const int LockClass = 0x0C70BA7C;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (problems.Of("postgres") is not null)
            return; // said at start and by /healthz; only a restart can change it

        var postgres = services.GetRequiredService<NpgsqlDataSource>();
        for (var attempt = 1; !stoppingToken.IsCancellationRequested; attempt++)
        {
            try
            {
                await MigrateAsync(postgres, stoppingToken);
                state.SetReady();
                LogMigrated(service.Schema);
                return;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (attempt == 1 || attempt % 30 == 0)
                    LogWaiting(service.Schema, e.Message);
                await Task.Delay(RetryAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task MigrateAsync(NpgsqlDataSource postgres, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var @lock = new NpgsqlCommand("select pg_advisory_lock($1, hashtext($2))", connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = LockClass }, new() { Value = service.Schema } },
        };
        await @lock.ExecuteNonQueryAsync(cancellation);
        try
        {
            // DbUp is synchronous; this runs once per start.
            var result = await Task.Run(() => Upgrader(postgres).PerformUpgrade(), cancellation);
            if (!result.Successful)
                throw new InvalidOperationException($"{result.ErrorScript?.Name}: {result.Error.Message}", result.Error);
        }
        finally
        {
            await using var unlock = new NpgsqlCommand("select pg_advisory_unlock($1, hashtext($2))", connection)
            {
                Parameters = { new() { Value = LockClass }, new() { Value = service.Schema } },
            };
            await unlock.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private UpgradeEngine Upgrader(NpgsqlDataSource postgres)
    {
        using (var create = postgres.CreateCommand($"create schema if not exists {service.Schema}"))
            create.ExecuteNonQuery();
        return PostgresqlExtensions.PostgresqlDatabase(new PostgresqlConnectionManager(postgres), service.Schema)
            .WithScriptsEmbeddedInAssemblies(
                [typeof(SchemaMigrator).Assembly, .. assemblies.Select(a => a.Value), own.Value],
                name => name.Contains(".Scripts.", StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build();
    }

    [LoggerMessage(LogLevel.Information, "Schema {Schema} is up to date")]
    private partial void LogMigrated(string schema);

    [LoggerMessage(LogLevel.Warning, "Waiting for Postgres to bring schema {Schema} up to date: {Reason}")]
    private partial void LogWaiting(string schema, string reason);
}

/// <summary>The service's own assembly, which embeds its scripts.</summary>
public sealed record ServiceAssembly(Assembly Value);

/// <summary>The assembly of a library that keeps tables in the schema of a service that uses it.</summary>
public sealed record ScriptAssembly(Assembly Value);
