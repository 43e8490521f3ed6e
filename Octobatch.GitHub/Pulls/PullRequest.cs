namespace Octobatch.GitHub.Pulls;

/// <summary>A pull request as REST shows it.</summary>
/// <param name="State"><c>open</c> or <c>closed</c>; a merged one is closed.</param>
public sealed record PullRequest(long Id, string NodeId, int Number, string State, string Title, string HtmlUrl, PullRequestEnd Head, PullRequestEnd Base)
{
    public string? Body { get; init; }

    public bool Draft { get; init; }

    public IReadOnlyList<PullLabel> Labels { get; init; } = [];

    public IReadOnlyList<PullPerson> Assignees { get; init; } = [];

    /// <summary>Who is asked for a review and has not given one since.</summary>
    public IReadOnlyList<PullPerson> RequestedReviewers { get; init; } = [];

    public IReadOnlyList<PullTeam> RequestedTeams { get; init; } = [];

    /// <summary>How many comments there are; only told of a single pull request.</summary>
    public int Comments { get; init; }

    /// <summary>Only told of a single pull request; lists tell <see cref="MergedAt"/>.</summary>
    public bool Merged { get; init; }

    /// <summary>Null while GitHub has not found out yet.</summary>
    public bool? Mergeable { get; init; }

    public DateTimeOffset? MergedAt { get; init; }

    public string? MergeCommitSha { get; init; }
}

public sealed record PullLabel(string Name);

public sealed record PullPerson(string Login);

public sealed record PullTeam(string Slug);

public sealed record PullRequestEnd(string Ref, string Sha);

/// <param name="Head">The branch with the change.</param>
/// <param name="Base">The branch that it shall go into.</param>
public sealed record NewPullRequest(string Title, string Head, string Base, string? Body, bool Draft);

/// <summary>What changes; null stays as it is.</summary>
public sealed record PullRequestChange
{
    public string? Title { get; init; }

    public string? Body { get; init; }

    /// <summary><c>open</c> or <c>closed</c>.</summary>
    public string? State { get; init; }
}

/// <param name="Sha">Merges only while this is the branch's head; else a conflict.</param>
/// <param name="MergeMethod"><c>merge</c>, <c>squash</c> or <c>rebase</c>.</param>
public sealed record MergeRequest(string? Sha, string? MergeMethod);

public sealed record MergeResult(string Sha, bool Merged, string Message);

public sealed record NewReviewers(IReadOnlyList<string> Reviewers, IReadOnlyList<string> TeamReviewers);

/// <param name="Event"><c>APPROVE</c>, <c>REQUEST_CHANGES</c> or <c>COMMENT</c>.</param>
public sealed record NewReview(string Event, string? Body);
