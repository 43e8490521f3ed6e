using Npgsql;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Tells the workers of all replicas, through Postgres, that there may be something to do.</summary>
internal static class RunChannel
{
    public const string Name = "octobatch_runs";

    /// <summary>Told when the connection's transaction commits, and only then.</summary>
    public static async Task NotifyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"notify {Name}", connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
