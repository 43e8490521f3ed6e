namespace Octobatch.GitHub.Pulls;

// What is changed of one of many pull requests. A PullId is the pull request's name in GraphQL, as PullState has it.

/// <param name="LabelIds">Added to those that are there; <see cref="Labels.LabelCalls"/> finds them.</param>
public sealed record PullLabels(string PullId, IReadOnlyList<string> LabelIds);

/// <summary>Whose review is asked for, besides those who are asked already; <see cref="People.PeopleCalls"/> finds their ids.</summary>
public sealed record PullReviewers(string PullId, IReadOnlyList<string> UserIds, IReadOnlyList<string> TeamIds);

/// <param name="UserIds">Added to those who are there.</param>
public sealed record PullAssignees(string PullId, IReadOnlyList<string> UserIds);

/// <param name="Body">Markdown.</param>
public sealed record PullComment(string PullId, string Body);

/// <summary>What stands in a pull request; null stays as it is.</summary>
public sealed record PullText(string PullId, string? Title, string? Body);

/// <param name="ExpectedHead">Another head is refused.</param>
/// <param name="Method"><c>MERGE</c>, <c>SQUASH</c> or <c>REBASE</c>.</param>
public sealed record PullMerge(string PullId, string ExpectedHead, string Method);

/// <summary>A comment that was made.</summary>
/// <param name="Id">Its name in GraphQL.</param>
public sealed record PostedComment(string Id, string Url);
