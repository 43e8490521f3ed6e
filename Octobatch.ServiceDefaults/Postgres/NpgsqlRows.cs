using Npgsql;

namespace Octobatch.ServiceDefaults.Postgres;

/// <summary>Reads columns that may be null.</summary>
public static class NpgsqlRows
{
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
