using Npgsql;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Campaigns.Changesets;

/// <summary>A changeset as lists show it. What publishing gives is null until there is a branch.</summary>
public record ChangesetItem
{
    /// <summary>What a statement selects from <c>changesets c</c> for <see cref="Read"/>: the one place where the two meet.</summary>
    internal const string Columns =
        """
        c.repository, c.state, c.reason, c.reason_code, c.retryable, c.files, c.additions, c.deletions, c.patch_hash, c.base_commit,
        c.preview, c.updated_at, c.owner_key, c.name_key, c.repository_id, c.checks, c.review, c.mergeable, c.branch, c.pull_number, c.pull_url,
        c.wave, c.waiting_reason, c.waiting_until, case when c.state = 'ready' and c.due is not null then c.publish_run end
        """;

    /// <summary><c>owner/name</c> as GitHub has it.</summary>
    public required string Repository { get; init; }

    /// <summary>See <see cref="ChangesetStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed or needs somebody, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for programs.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Of a failed one: whether trying again can help.</summary>
    public bool? Retryable { get; init; }

    /// <summary><c>none</c>, <c>pending</c>, <c>passing</c> or <c>failing</c>.</summary>
    public string? Checks { get; init; }

    /// <summary><c>none</c>, <c>required</c>, <c>approved</c> or <c>changes_requested</c>.</summary>
    public string? Review { get; init; }

    /// <summary><c>yes</c>, <c>conflicts</c> or <c>unknown</c>.</summary>
    public string? Mergeable { get; init; }

    /// <summary>Files that change.</summary>
    public int Files { get; init; }

    /// <summary>Lines added.</summary>
    public int Additions { get; init; }

    /// <summary>Lines removed.</summary>
    public int Deletions { get; init; }

    /// <summary>Equal for equal diffs; null where nothing changes.</summary>
    public string? PatchHash { get; init; }

    /// <summary>The commit that the change was made for.</summary>
    public string? BaseCommit { get; init; }

    /// <summary>Number of the preview that gave the change.</summary>
    public int? Preview { get; init; }

    public string? Branch { get; init; }

    public PullRequestLink? PullRequest { get; init; }

    /// <summary>From 1.</summary>
    public int? Wave { get; init; }

    public WaitingFor? Waiting { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where it stands in lists; not part of answers.</summary>
    internal RepositoryCursor Cursor { get; init; } = null!;

    /// <summary>The publish run that it waits in to be published; not part of answers.</summary>
    internal int? QueuedIn { get; init; }

    internal static ChangesetItem Read(NpgsqlDataReader row) => new()
    {
        Repository = row.GetString(0),
        State = row.GetString(1),
        Reason = row.Text(2),
        ReasonCode = row.Text(3),
        Retryable = row.IsDBNull(4) ? null : row.GetBoolean(4),
        Files = row.GetInt32(5),
        Additions = row.GetInt32(6),
        Deletions = row.GetInt32(7),
        PatchHash = row.Text(8),
        BaseCommit = row.Text(9),
        Preview = row.IsDBNull(10) ? null : row.GetInt32(10),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(11),
        Cursor = new(row.GetString(12), row.GetString(13), row.GetInt64(14)),
        Checks = row.Text(15),
        Review = row.Text(16),
        Mergeable = row.Text(17),
        Branch = row.Text(18),
        PullRequest = row.IsDBNull(19) ? null : new(row.GetInt32(19), row.Text(20) ?? ""),
        Wave = row.IsDBNull(21) ? null : row.GetInt32(21),
        Waiting = row.Text(22) is { } reason ? new(reason, row.IsDBNull(23) ? null : row.GetFieldValue<DateTimeOffset>(23)) : null,
        QueuedIn = row.IsDBNull(24) ? null : row.GetInt32(24),
    };
}

/// <summary>A pull request and the page where people see it.</summary>
public sealed record PullRequestLink(int Number, string Url);

/// <summary>Why a changeset is not worked on now, and until when at the earliest, where that is known.</summary>
public sealed record WaitingFor(string Reason, DateTimeOffset? Until);
