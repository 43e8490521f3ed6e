using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>Starts publish runs: a row, and nothing else in the request.</summary>
internal sealed class PublishRunWriter(NpgsqlDataSource postgres, RunWriter runs)
{
    /// <param name="preview">Null: the latest completed one of the current spec version.</param>
    /// <param name="repositories">As <c>owner/name</c>; null: all that the preview has.</param>
    /// <param name="diffs">Hashes of patches: the repositories for which the preview has these; null: whatever their patches.</param>
    public async Task<PublishStart> StartAsync(
        string campaign, int? preview, IReadOnlyList<string>? repositories, IReadOnlyList<string>? diffs, Caller by, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (refusal, spec) = await RunWriter.LockAsync(connection, campaign, cancellation);
        if (refusal is { } outcome)
            return new(outcome, 0, PreviewProblem.None, []);
        var (chosen, problem) = await PreviewAsync(connection, campaign, preview, spec!.Version, cancellation);
        if (chosen is null)
            return new(null, 0, problem, []);
        string[]? only = repositories is null ? null : [.. repositories.Select(Key).Distinct(StringComparer.Ordinal)];
        if (only is not null && await MissingAsync(connection, chosen.RunId, only, cancellation) is { Count: > 0 } missing)
            return new(null, 0, PreviewProblem.Repositories, missing);
        if (diffs is not null)
        {
            var (found, unknown) = await WithDiffsAsync(connection, chosen.RunId, [.. diffs.Select(hash => hash.ToLowerInvariant()).Distinct(StringComparer.Ordinal)], cancellation);
            if (unknown.Count > 0)
                return new(null, 0, PreviewProblem.Diffs, unknown);
            only = found;
        }

        var number = await runs.InsertAsync(
            connection, new(campaign, RunKinds.Publish, chosen.SpecVersion, chosen.StepsHash) { Preview = chosen.Number, Only = only }, by, cancellation);
        await transaction.CommitAsync(cancellation);
        return new(RunStartOutcome.Started, number, PreviewProblem.None, []);
    }

    private static async Task<(ChosenPreview? Preview, PreviewProblem Problem)> PreviewAsync(
        NpgsqlConnection connection, string campaign, int? number, int specVersion, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, number, spec_version, steps_hash, state, artifacts_deleted_at is not null from runs
            where campaign = $1 and kind = 'preview' and case when $2::int is null then state = 'completed' and spec_version = $3 else number = $2 end
            order by number desc limit 1
            """, connection);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = (object?)number ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = specVersion });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return (null, number is null ? PreviewProblem.NoneCompleted : PreviewProblem.Unknown);
        if (row.GetString(4) != RunStates.Completed)
            return (null, PreviewProblem.NotCompleted);
        return row.GetBoolean(5)
            ? (null, PreviewProblem.Expired)
            : (new(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3)), PreviewProblem.None);
    }

    private static async Task<List<string>> MissingAsync(NpgsqlConnection connection, long runId, string[] only, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select wanted from unnest($2) as wanted
            where not exists (
                select from targets t where t.run_id = $1 and t.included
                    and t.owner_key = split_part(wanted, '/', 1) and t.name_key = split_part(wanted, '/', 2))
            order by wanted limit 10
            """, connection);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = only });
        var missing = new List<string>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            missing.Add(row.GetString(0));
        return missing;
    }

    /// <summary>Of the preview's own rows, not of what its repositories have now: what was looked at is what is published.</summary>
    private static async Task<(string[] Repositories, List<string> Unknown)> WithDiffsAsync(
        NpgsqlConnection connection, long runId, string[] hashes, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select owner_key || '/' || name_key, patch_hash from targets where run_id = $1 and state = 'ready' and included and patch_hash = any ($2)", connection);
        command.Parameters.Add(new() { Value = runId });
        command.Parameters.Add(new() { Value = hashes });
        var repositories = new List<string>();
        var unknown = hashes.ToHashSet(StringComparer.Ordinal);
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            repositories.Add(row.GetString(0));
            unknown.Remove(row.GetString(1));
        }

        return ([.. repositories], [.. unknown.Order(StringComparer.Ordinal).Take(10)]);
    }

    private static string Key(string repository) => repository.ToLowerInvariant();

    private sealed record ChosenPreview(long RunId, int Number, int SpecVersion, byte[] StepsHash);
}

/// <param name="Outcome">Null: <paramref name="Problem"/> says why not.</param>
/// <param name="Missing">Repositories, or diffs, that the preview does not have, at most ten.</param>
internal sealed record PublishStart(RunStartOutcome? Outcome, int Number, PreviewProblem Problem, IReadOnlyList<string> Missing);

internal enum PreviewProblem
{
    None,

    /// <summary>There is no completed preview of the current spec.</summary>
    NoneCompleted,

    /// <summary>There is no preview of that number.</summary>
    Unknown,

    NotCompleted,

    /// <summary>The retention sweep has taken its patches.</summary>
    Expired,

    /// <summary>Repositories were named that it does not have.</summary>
    Repositories,

    /// <summary>Diffs were named that it does not have.</summary>
    Diffs,
}
