using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Checks;

/// <summary>One run of one check on one commit.</summary>
public sealed class CheckRun
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The check's name.</summary>
    public required string Name { get; init; }

    /// <summary>The commit that is checked.</summary>
    public required string HeadSha { get; init; }

    /// <summary><c>queued</c>, <c>in_progress</c> or <c>completed</c>.</summary>
    public string Status { get; set; } = "queued";

    /// <summary>How it ended: <c>success</c>, <c>failure</c>, <c>neutral</c>, <c>cancelled</c>, <c>skipped</c>, <c>timed_out</c> or <c>action_required</c>.</summary>
    public string? Conclusion { get; set; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Where to read more.</summary>
    public string? DetailsUrl { get; set; }

    /// <summary>The check's own name for this run.</summary>
    public string ExternalId { get; set; } = "";

    /// <summary>One line about the result.</summary>
    public string? Title { get; set; }

    /// <summary>A paragraph about the result.</summary>
    public string? Summary { get; set; }
}

/// <summary>What an outside system said about a commit, in the older form.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Sha">The commit.</param>
/// <param name="Context">The name of the check.</param>
/// <param name="State"><c>error</c>, <c>failure</c>, <c>pending</c> or <c>success</c>.</param>
/// <param name="Description">One line.</param>
/// <param name="TargetUrl">Where to read more.</param>
/// <param name="Creator">Who said it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record CommitStatus(
    long Id, string Sha, string Context, string State, string? Description, string? TargetUrl, Owner Creator, DateTimeOffset CreatedAt);
