using System.Text.Json;

namespace Octobatch.GitHub.Branches;

/// <summary>A rule that holds for a branch, from a ruleset of the repository, its organisation or enterprise.</summary>
/// <param name="Type">GitHub's word, such as <c>pull_request</c>, <c>required_status_checks</c>, <c>creation</c>, <c>update</c>, <c>non_fast_forward</c>.</param>
/// <param name="Parameters">Of some types.</param>
/// <param name="RulesetSource">Whose ruleset it is: a repository's full name, or an organisation's.</param>
public sealed record BranchRule(string Type, JsonElement? Parameters, string? RulesetSource, long? RulesetId);

/// <summary>The older protection of a branch. What is null is not asked for.</summary>
public sealed record BranchProtection(
    RequiredChecks? RequiredStatusChecks, RequiredReviews? RequiredPullRequestReviews, Enabled? RequiredSignatures, Enabled? RequiredLinearHistory,
    Enabled? AllowForcePushes, Enabled? RequiredConversationResolution, Enabled? LockBranch, JsonElement? Restrictions);

/// <param name="Contexts">The names of the checks.</param>
/// <param name="Strict">Whether the branch must be up to date with its base.</param>
public sealed record RequiredChecks(IReadOnlyList<string> Contexts, bool Strict);

public sealed record RequiredReviews(int? RequiredApprovingReviewCount, bool RequireCodeOwnerReviews);

/// <summary>A switch as GitHub writes it.</summary>
/// <param name="IsEnabled"><c>enabled</c>.</param>
public sealed record Enabled([property: System.Text.Json.Serialization.JsonPropertyName("enabled")] bool IsEnabled);
