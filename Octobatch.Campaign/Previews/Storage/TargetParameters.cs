using Npgsql;
using NpgsqlTypes;

namespace Octobatch.Campaigns.Previews.Storage;

/// <summary>Columns as arrays, for statements over many targets.</summary>
internal static class TargetParameters
{
    public static void AddColumn<TRow, T>(this NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, T> column) =>
        command.Parameters.Add(new() { Value = rows.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });

    /// <summary>The key and the lease of each: four columns.</summary>
    public static void AddTargets<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, ClaimedTarget> target)
    {
        command.AddColumn(NpgsqlDbType.Text, rows, row => target(row).Keys.Owner);
        command.AddColumn(NpgsqlDbType.Text, rows, row => target(row).Keys.Name);
        command.AddColumn(NpgsqlDbType.Bigint, rows, row => target(row).RepositoryId);
        command.AddColumn(NpgsqlDbType.Bigint, rows, row => target(row).Lease);
    }
}
