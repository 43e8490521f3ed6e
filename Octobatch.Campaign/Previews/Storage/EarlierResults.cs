using Npgsql;

namespace Octobatch.Campaigns.Previews.Storage;

/// <summary>Results of a campaign's earlier previews with the same steps. Where the base commit is the same too, they hold still.</summary>
internal sealed class EarlierResults(NpgsqlDataSource postgres)
{
    /// <summary>How many of those runs are looked at: a repository that was failing in the last may have a result in the one before.</summary>
    private const int MostRuns = 5;

    /// <summary>The latest result of each, where there is one, at the targets' places.</summary>
    public async Task<Dictionary<int, TargetResult>> FindAsync(PreviewBatch batch, CancellationToken cancellation)
    {
        var found = new Dictionary<int, TargetResult>();
        var runs = await RunsAsync(batch.Run, cancellation);
        if (runs.Length == 0)
            return found;
        await using var command = postgres.CreateCommand(
            """
            select mine.place::int - 1, t.state, t.base_commit, t.patch_hash, t.artifact, t.files, t.additions, t.deletions, t.failure_code, t.failure, t.retryable
            from unnest($2, $3, $4, $5) with ordinality as mine (owner_key, name_key, repository_id, lease, place)
            cross join lateral (
                select * from targets t
                where t.run_id = any ($1) and t.owner_key = mine.owner_key and t.name_key = mine.name_key and t.repository_id = mine.repository_id
                    and t.base_commit is not null and (t.state in ('ready', 'no_change') or t.failure_code = $6)
                order by t.run_id desc limit 1) t
            """);
        command.Parameters.Add(new() { Value = runs });
        command.AddTargets(batch.Targets, target => target);
        command.Parameters.Add(new() { Value = FailureCodes.StepsRefused });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            var place = row.GetInt32(0);
            found[place] = new(batch.Targets[place], row.GetString(1))
            {
                BaseCommit = row.GetString(2),
                PatchHash = Text(row, 3),
                Artifact = Text(row, 4),
                Files = row.GetInt32(5),
                Additions = row.GetInt32(6),
                Deletions = row.GetInt32(7),
                FailureCode = Text(row, 8),
                Failure = Text(row, 9),
                Retryable = row.IsDBNull(10) ? null : row.GetBoolean(10),
                Reused = true,
            };
        }

        return found;
    }

    private async Task<long[]> RunsAsync(ActivePreview run, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select id from runs
            where campaign = $1 and steps_hash = $2 and id < $3 and kind = 'preview' and resolved_at is not null and artifacts_deleted_at is null
            order by number desc limit $4
            """);
        command.Parameters.Add(new() { Value = run.Campaign });
        command.Parameters.Add(new() { Value = run.StepsHash });
        command.Parameters.Add(new() { Value = run.RunId });
        command.Parameters.Add(new() { Value = MostRuns });
        var runs = new List<long>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            runs.Add(row.GetInt64(0));
        return [.. runs];
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
