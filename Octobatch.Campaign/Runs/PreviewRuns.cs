using Npgsql;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Runs;

/// <summary>Which run a list of targets or diffs is about.</summary>
internal sealed class PreviewRuns(NpgsqlDataSource postgres)
{
    private const string Columns = "select r.id, r.number, r.targets_deleted_at is not null from runs r where r.campaign = $1";

    private static readonly Failure Gone = new(
        410, "targets_deleted", "The run's targets are not kept any more", "A newer preview has replaced them; leave ?run= out to read that one.");

    /// <summary>What is wrong with a run that was asked for by number, or null.</summary>
    public static Failure? Check(PreviewRun? found, int? asked) =>
        found switch
        {
            null when asked is not null => RunEndpoints.NotFound,
            { TargetsDeleted: true } => Gone,
            _ => null,
        };

    public Task<PreviewRun?> FindAsync(string campaign, int number, CancellationToken cancellation) =>
        ReadAsync($"{Columns} and r.number = $2", campaign, number, cancellation);

    /// <summary>Null when there was no preview yet.</summary>
    public Task<PreviewRun?> LatestAsync(string campaign, CancellationToken cancellation) =>
        ReadAsync($"{Columns} and r.kind = 'preview' order by r.number desc limit 1", campaign, null, cancellation);

    /// <summary>The latest preview that has at least one patch, finished or not; null when none has.</summary>
    public Task<PreviewRun?> LatestWithResultsAsync(string campaign, CancellationToken cancellation) => ReadAsync(
        $"""
        {Columns} and r.kind = 'preview' and exists (select from targets t where t.run_id = r.id and t.state = 'ready')
        order by r.number desc limit 1
        """, campaign, null, cancellation);

    private async Task<PreviewRun?> ReadAsync(string sql, string campaign, int? number, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(sql);
        command.Parameters.Add(new() { Value = campaign });
        if (number is not null)
            command.Parameters.Add(new() { Value = number });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? new(row.GetInt64(0), row.GetInt32(1), row.GetBoolean(2)) : null;
    }
}

/// <param name="TargetsDeleted">The retention sweep took its targets.</param>
internal sealed record PreviewRun(long Id, int Number, bool TargetsDeleted);
