using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Rules;

/// <summary>What somebody does to a branch.</summary>
internal enum BranchDeed
{
    Create,
    Update,
    Force,
    Delete,
}

/// <summary>The look at the rules before a branch is changed or a pull request is merged.</summary>
internal static class RuleCheck
{
    private const string Violated = "Repository rule violations found";

    /// <returns>Why an App may not do it; null when it may. People of the control API go past the rules, as administrators can.</returns>
    public static string? Refuse(RepositoryScope scope, string fullName, BranchDeed deed)
    {
        if (scope.Caller.Token is null || !fullName.StartsWith("refs/heads/", StringComparison.Ordinal))
            return null;
        var types = Ruleset.Of(scope.Repository, fullName["refs/heads/".Length..]).Select(found => found.Rule.Type).ToHashSet();
        return deed switch
        {
            BranchDeed.Create when types.Contains("creation") => $"{Violated}\n\nCannot create ref due to creations being restricted.",
            BranchDeed.Delete when types.Contains("deletion") => $"{Violated}\n\nCannot delete this branch",
            BranchDeed.Force when types.Contains("non_fast_forward") => $"{Violated}\n\nCannot force-push to this branch",
            BranchDeed.Update or BranchDeed.Force when types.Contains("update") => $"{Violated}\n\nCannot update this protected ref.",
            BranchDeed.Update or BranchDeed.Force when types.Contains("pull_request") => $"{Violated}\n\nChanges must be made through a pull request.",
            _ => null,
        };
    }

    /// <summary>What a merge into a branch needs, from its protection and its rules; null when nothing.</summary>
    public static BranchProtection? Asked(Repository repository, string branch)
    {
        var protection = Protection.Of(repository, branch);
        var rules = Ruleset.Of(repository, branch).Select(found => found.Rule).Where(rule => rule.Type is "pull_request" or "required_status_checks").ToList();
        return rules.Count is 0 ? protection : new BranchProtection(
            [.. (protection?.RequiredChecks ?? []).Concat(rules.SelectMany(rule => rule.RequiredChecks)).Distinct()],
            Math.Max(protection?.RequiredApprovals ?? 0, rules.Max(rule => rule.Approvals)));
    }
}
