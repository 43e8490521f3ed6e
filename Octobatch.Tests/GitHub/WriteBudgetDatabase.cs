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
        using var script = new StreamReader(typeof(WriteBudget).Assembly.GetManifestResourceStream("Octobatch.GitHub.Scripts.0001_write_budgets.sql")!);
        await using var command = source.CreateCommand(await script.ReadToEndAsync());
        await command.ExecuteNonQueryAsync();
        return source;
    }
}
