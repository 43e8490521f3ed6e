using Npgsql;
using Octobatch.Campaigns.Publishing.Planning;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>A changeset that this worker may work on until the lease runs out. Every write of its row names the lease.</summary>
/// <param name="Attempts">How often it was claimed without getting further, this time included.</param>
/// <param name="Row">What is recorded.</param>
/// <param name="Change">The change as the row knows it; null: none is known.</param>
/// <param name="PublishRun">Number of the run that took it last.</param>
/// <param name="SpecVersion">By which it is published.</param>
/// <param name="AskedBy">Who asked for what <see cref="Recorded.Asked"/> says.</param>
internal sealed record ClaimedChangeset(
    string Campaign, long RepositoryId, string Repository, string NodeId, long InstallationId, string? DefaultBranch, long Lease, int Attempts,
    Recorded Row, ChangeColumns? Change, string? Approved, int? PublishRun, int? SpecVersion, bool Selected, string? AskedBy, Health Health)
{
    /// <summary>What a statement returns of <c>changesets c</c> for <see cref="Read"/>.</summary>
    public const string Columns =
        """
        c.campaign, c.repository_id, c.repository, c.node_id, c.installation_id, c.default_branch, c.lease, c.attempts,
        c.state, c.reason_code, c.reason, c.retryable, c.branch, c.pull_number, c.pull_id, c.pull_url, c.head_commit, c.head_patch, c.head_base,
        c.head_spec, c.intent_patch, c.intent_base, c.intent_spec, c.text_hash, c.extras, c.replaces, c.past, c.by_steps, c.asked,
        c.base_commit, c.patch_hash, c.artifact, c.files, c.additions, c.deletions,
        c.approved_patch, c.publish_run, c.wanted_spec, c.selected, c.asked_by, c.checks, c.review, c.mergeable, c.steps_hash,
        (select r.created_by from runs r where r.campaign = c.campaign and r.number = c.publish_run), c.asked_comment,
        (select k.closed_at is not null from campaigns k where k.name = c.campaign),
        (select r.state in ('running', 'paused', 'cancelled') from runs r where r.campaign = c.campaign and r.number = c.publish_run)
        """;

    public static ClaimedChangeset Read(NpgsqlDataReader row)
    {
        var recorded = new Recorded(Words.Read<ChangesetState>(row.GetString(8)))
        {
            Why = row.IsDBNull(9) ? null : new(row.GetString(9), Text(row, 10) ?? "", row.IsDBNull(11) || row.GetBoolean(11)),
            Branch = Text(row, 12),
            Pull = Number(row, 13),
            PullId = Text(row, 14),
            Url = Text(row, 15),
            Head = Text(row, 16),
            Content = ReadContent(row, 17),
            Intent = ReadContent(row, 20),
            Text = Text(row, 23),
            Done = (Extras)row.GetInt32(24),
            Replaces = Number(row, 25),
            Past = row.GetInt32(26),
            BySteps = row.GetBoolean(27),
            Asked = row.IsDBNull(28) ? Asked.Nothing : Words.Read<Asked>(row.GetString(28)),
            Comment = Text(row, 45),
        };
        return new(
            row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetInt64(4), Text(row, 5), row.GetInt64(6), row.GetInt32(7),
            recorded, ReadChange(row), Text(row, 35), Number(row, 36), Number(row, 37), row.GetBoolean(38), Text(row, 39),
            new(Text(row, 40), Text(row, 41), Text(row, 42)))
        {
            StepsHash = row.IsDBNull(43) ? null : row.GetFieldValue<byte[]>(43),
            StartedBy = Text(row, 44),
            CampaignClosed = row.GetBoolean(46),
            IsOfRollout = !row.IsDBNull(47) && row.GetBoolean(47),
        };
    }

    public byte[]? StepsHash { get; init; }

    /// <summary>Who started the run that took it last.</summary>
    public string? StartedBy { get; init; }

    public bool CampaignClosed { get; init; }

    /// <summary>Whether the run that took it last is not through with it: it goes on, waits, or was cancelled.</summary>
    public bool IsOfRollout { get; init; }

    /// <summary>Who is behind what is done.</summary>
    public string By => AskedBy ?? StartedBy ?? "system";

    private static ChangeColumns? ReadChange(NpgsqlDataReader row) => row.IsDBNull(29)
        ? null
        : new(row.GetString(29), Text(row, 30), Text(row, 31), row.GetInt32(32), row.GetInt32(33), row.GetInt32(34));

    private static Content? ReadContent(NpgsqlDataReader row, int first) =>
        row.IsDBNull(first) ? null : new(row.GetString(first), Text(row, first + 1), row.GetInt32(first + 2));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static int? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
}

/// <summary>The change in a changeset's row.</summary>
/// <param name="Patch">Its hash; null: nothing changes.</param>
/// <param name="Artifact">Its key in the blob store.</param>
internal sealed record ChangeColumns(string Base, string? Patch, string? Artifact, int Files, int Additions, int Deletions);

/// <summary>What GitHub says of an open pull request; null: nothing yet.</summary>
internal sealed record Health(string? Checks, string? Review, string? Mergeable);
