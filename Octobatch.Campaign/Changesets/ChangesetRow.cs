using Npgsql;

namespace Octobatch.Campaigns.Changesets;

/// <summary>A row of <c>changesets</c>: one repository's change in a campaign, over all runs.</summary>
/// <param name="RepositoryId">GitHub's; stays through renames and transfers.</param>
/// <param name="Repository"><c>owner/name</c> as GitHub had it when a run last looked.</param>
/// <param name="State">See <see cref="ChangesetStates"/>.</param>
/// <param name="ReasonCode">Of <c>failed</c> and <c>needs_human</c>.</param>
/// <param name="Reason">The same in words.</param>
/// <param name="Retryable">Whether trying again can help.</param>
/// <param name="Preview">Number of the run that gave the change.</param>
/// <param name="Artifact">Key of the change in the blob store.</param>
public sealed record ChangesetRow(
    string Campaign, long RepositoryId, string Repository, string NodeId, long InstallationId, string? DefaultBranch, string State,
    string? ReasonCode, string? Reason, bool? Retryable, int? Preview, string? BaseCommit, byte[]? StepsHash, string? PatchHash, string? Artifact,
    int Files, int Additions, int Deletions, DateTimeOffset UpdatedAt)
{
    internal const string Columns =
        """
        campaign, repository_id, repository, node_id, installation_id, default_branch, state, reason_code, reason, retryable, preview, base_commit,
        steps_hash, patch_hash, artifact, files, additions, deletions, updated_at
        """;

    internal static ChangesetRow Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), Text(row, 5), row.GetString(6), Text(row, 7),
        Text(row, 8), row.IsDBNull(9) ? null : row.GetBoolean(9), row.IsDBNull(10) ? null : row.GetInt32(10), Text(row, 11),
        row.IsDBNull(12) ? null : row.GetFieldValue<byte[]>(12), Text(row, 13), Text(row, 14), row.GetInt32(15), row.GetInt32(16), row.GetInt32(17),
        row.GetFieldValue<DateTimeOffset>(18));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
