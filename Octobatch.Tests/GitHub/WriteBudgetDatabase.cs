using Npgsql;
using Octobatch.GitHub.Budgets;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Tests.GitHub;

internal static class WriteBudgetDatabase
{
    /// <summary>A fresh database whose schema has the write budget.</summary>
    public static async Task<NpgsqlDataSource> CreateAsync(PostgresFixture postgres) => await PrepareAsync(await postgres.CreateDatabaseAsync());

    /// <summary>Gives an empty database the write budget.</summary>
    public static async Task<NpgsqlDataSource> PrepareAsync(string dsn)
    {
        var source = NpgsqlDataSource.Create(dsn);
        var assembly = typeof(WriteBudget).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
            await using var command = source.CreateCommand(await script.ReadToEndAsync());
            await command.ExecuteNonQueryAsync();
        }

        return source;
    }
}
