using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Health;

internal sealed class PostgresCheck(IServiceProvider services, ConfigurationProblems problems)
    : DependencyCheck(HealthNames.Postgres, TimeSpan.FromSeconds(2), problems)
{
    protected override async Task CheckAsync(CancellationToken cancellation)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 1");
        await command.ExecuteScalarAsync(cancellation);
    }
}
