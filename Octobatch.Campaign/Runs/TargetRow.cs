namespace Octobatch.Campaigns.Runs;

/// <summary>A row of <c>targets</c>: a repository that a run's selection considered, and what the preview made of it.</summary>
/// <param name="RepositoryId">GitHub's; 0: nobody knows it.</param>
/// <param name="Repository"><c>owner/name</c> as GitHub has it.</param>
/// <param name="State">See <see cref="TargetStates"/>; null when it is not included.</param>
/// <param name="Artifact">Key of the change in the blob store.</param>
/// <param name="Retryable">Whether trying again can help a failed one.</param>
public sealed record TargetRow(
    long RunId, long RepositoryId, string Repository, bool Included, string Reason, string ReasonCode, string? State, string? BaseCommit,
    string? PatchHash, string? Artifact, int Files, int Additions, int Deletions, string? FailureCode, string? Failure, bool? Retryable,
    DateTimeOffset? FinishedAt)
{
    internal const string Columns =
        """
        run_id, repository_id, repository, included, reason, reason_code, state, base_commit, patch_hash, artifact, files, additions, deletions,
        failure_code, failure, retryable, finished_at
        """;

    internal static TargetRow Read(Npgsql.NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetBoolean(3), row.GetString(4), row.GetString(5), Text(row, 6), Text(row, 7),
        Text(row, 8), Text(row, 9), row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), Text(row, 13), Text(row, 14),
        row.IsDBNull(15) ? null : row.GetBoolean(15), row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16));

    private static string? Text(Npgsql.NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
