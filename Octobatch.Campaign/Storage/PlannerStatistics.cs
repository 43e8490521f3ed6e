using Npgsql;

namespace Octobatch.Campaigns.Storage;

/// <summary>
/// What Postgres knows of the tables that many rows just went into. Autovacuum comes a minute later or more; until then the planner takes a
/// new run, or campaign, to have one row, and passes over all of them for each batch, where an index would find each row.
/// </summary>
internal static class PlannerStatistics
{
    /// <summary>Rows. A pass over fewer costs next to nothing.</summary>
    private const int Many = 1_000;

    /// <summary>To be called when they are committed, so that no lock is held meanwhile.</summary>
    public static async Task RefreshAsync(NpgsqlConnection connection, long rows, CancellationToken cancellation)
    {
        if (rows < Many)
            return;
        // Whoever has the lock is doing the same.
        await using var command = new NpgsqlCommand("analyze (skip_locked) targets, changesets", connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
