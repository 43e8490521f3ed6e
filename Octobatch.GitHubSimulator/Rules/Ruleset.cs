using System.IO.Enumeration;
using System.Text.Json;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Rules;

/// <summary>Rules for the branches that its patterns name. The App may not bypass them.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Branches">Names with <c>*</c>, without <c>refs/heads/</c>; <c>~DEFAULT_BRANCH</c> and <c>~ALL</c> as at GitHub.</param>
/// <param name="Rules">What it asks.</param>
public sealed record Ruleset(long Id, string Name, IReadOnlyList<string> Branches, IReadOnlyList<BranchRule> Rules)
{
    /// <summary>The rules that hold for a branch, whether it exists or not, each with its ruleset.</summary>
    internal static IEnumerable<(Ruleset Set, BranchRule Rule)> Of(Repository repository, string branch) => repository.Rulesets
        .Where(set => set.Branches.Any(pattern => pattern switch
        {
            "~ALL" => true,
            "~DEFAULT_BRANCH" => branch == repository.DefaultBranch,
            _ => FileSystemName.MatchesSimpleExpression(pattern, branch, ignoreCase: false),
        }))
        .SelectMany(set => set.Rules, (set, rule) => (set, rule));
}

/// <summary>One rule.</summary>
/// <param name="Type">
/// GitHub's word. <c>creation</c>, <c>update</c>, <c>deletion</c>, <c>non_fast_forward</c>, <c>pull_request</c> and <c>required_status_checks</c> are
/// enforced; others are only shown.
/// </param>
/// <param name="Parameters">As GitHub writes them, for the types that have some.</param>
public sealed record BranchRule(string Type, JsonElement? Parameters = null)
{
    /// <summary>Changes come by pull requests that so many people approve.</summary>
    public static BranchRule PullRequest(int approvals) => new("pull_request", JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["dismiss_stale_reviews_on_push"] = false,
        ["require_code_owner_review"] = false,
        ["require_last_push_approval"] = false,
        ["required_approving_review_count"] = approvals,
        ["required_review_thread_resolution"] = false,
    }));

    /// <summary>These checks must pass.</summary>
    public static BranchRule Checks(params IReadOnlyList<string> names) => new("required_status_checks", JsonSerializer.SerializeToElement(new Dictionary<string, object>
    {
        ["required_status_checks"] = names.Select(name => new { context = name }),
        ["strict_required_status_checks_policy"] = false,
    }));

    internal int Approvals => Type is "pull_request" && Parameter("required_approving_review_count") is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : 0;

    internal IEnumerable<string> RequiredChecks => Type is "required_status_checks" && Parameter("required_status_checks") is { ValueKind: JsonValueKind.Array } checks
        ? checks.EnumerateArray().Select(check => check.GetProperty("context").GetString()!)
        : [];

    private JsonElement? Parameter(string name) =>
        Parameters is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(name, out var value) ? value : null;
}
