using System.Text.Json.Serialization;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Pulls;

/// <summary>A pull request within one repository.</summary>
[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
public sealed class PullRequest
{
    /// <summary>The number that GitHub calls it by everywhere.</summary>
    public required long Id { get; init; }

    /// <summary>The number within its repository.</summary>
    public required int Number { get; init; }

    /// <summary>Who opened it.</summary>
    public required Owner Author { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The branch with the change.</summary>
    public required string HeadRef { get; init; }

    /// <summary>The fork that has that branch, which is none of the simulator's repositories; null: this one has it.</summary>
    public Repository? Fork { get; init; }

    /// <summary>The branch that the change is for.</summary>
    public required string BaseRef { get; set; }

    /// <summary>The last commit of the change.</summary>
    public required string HeadSha { get; set; }

    /// <summary>Where the base was when it was opened, or where it was merged.</summary>
    public required string BaseSha { get; set; }

    /// <summary>One line.</summary>
    public required string Title { get; set; }

    /// <summary>What it is about, in Markdown.</summary>
    public string Body { get; set; } = "";

    /// <summary>Not yet to be reviewed.</summary>
    public bool IsDraft { get; set; }

    /// <summary>Neither closed nor merged.</summary>
    [JsonInclude]
    public bool IsOpen { get; internal set; } = true;

    /// <summary>When something about it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it was closed or merged.</summary>
    [JsonInclude]
    public DateTimeOffset? ClosedAt { get; internal set; }

    /// <summary>When it was merged.</summary>
    [JsonInclude]
    public DateTimeOffset? MergedAt { get; internal set; }

    /// <summary>The commit on the base that has the change.</summary>
    [JsonInclude]
    public string? MergeCommitSha { get; internal set; }

    /// <summary>Who merged it.</summary>
    [JsonInclude]
    public Owner? MergedBy { get; internal set; }

    /// <summary>How it shall be merged as soon as it can be; null when nobody asked for that.</summary>
    public string? AutoMergeMethod { get; set; }

    /// <summary>The names of its labels, in the order they were put on.</summary>
    public List<string> Labels { get; } = [];

    /// <summary>Who is to take care of it.</summary>
    public List<Owner> Assignees { get; } = [];

    /// <summary>Who is asked for a review and has not given one since.</summary>
    public List<Owner> RequestedReviewers { get; } = [];

    /// <summary>The slugs of the teams asked for a review.</summary>
    public List<string> RequestedTeams { get; } = [];

    /// <summary>The reviews, oldest first.</summary>
    public List<Review> Reviews { get; } = [];

    /// <summary>The comments, oldest first.</summary>
    public List<Comment> Comments { get; } = [];

    /// <summary>Whether a branch of this repository is the one with the change.</summary>
    public bool IsFrom(string branch) => Fork is null && HeadRef == branch;

    /// <summary>GitHub's word in GraphQL.</summary>
    public string State => MergedAt is not null ? "MERGED" : IsOpen ? "OPEN" : "CLOSED";
}

/// <summary>One person's review.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="State"><c>APPROVED</c>, <c>CHANGES_REQUESTED</c>, <c>COMMENTED</c> or <c>DISMISSED</c>.</param>
/// <param name="Body">Its text.</param>
/// <param name="CommitSha">The head that was reviewed.</param>
/// <param name="SubmittedAt">When.</param>
public sealed record Review(long Id, Owner Author, string State, string Body, string CommitSha, DateTimeOffset SubmittedAt);
