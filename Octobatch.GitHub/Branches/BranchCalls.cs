using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Branches;

/// <summary>https://docs.github.com/en/rest/repos/rules, /rest/branches/branch-protection and /rest/commits</summary>
public static class BranchCalls
{
    /// <summary>
    /// What the branch asks, for a branch that exists or one that shall: its rules, and its protection where the installation has the
    /// permission administration: read. One request or two.
    /// </summary>
    public static async Task<GitHubResult<BranchDemands>> GetDemandsAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, CancellationToken cancellation)
    {
        var rules = await github.GetRulesAsync(repository, branch, cancellation);
        if (!rules.Ok)
            return rules.Error;
        var protection = await github.GetProtectionAsync(repository, branch, cancellation);
        return protection.Ok || protection.Error.Kind is GitHubErrorKind.NotFound or GitHubErrorKind.Forbidden
            ? BranchDemands.Of(rules.Value, protection.Value)
            : protection.Error;
    }

    /// <summary>The rules of rulesets that hold for a branch of this name, also before it exists. A server without rulesets has none.</summary>
    public static async Task<GitHubResult<IReadOnlyList<BranchRule>>> GetRulesAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, CancellationToken cancellation)
    {
        var rules = new List<BranchRule>();
        await foreach (var page in github.PagesAsync(
            $"{repository.Path}/rules/branches/{Uri.EscapeDataString(branch)}?per_page=100", RestJson.Default.IReadOnlyListBranchRule, cancellation))
        {
            if (!page.Ok)
                return page.Error;
            rules.AddRange(page.Value);
        }

        return rules;
    }

    /// <summary>Not found: the branch is not protected, or is none. Forbidden: the installation lacks administration: read.</summary>
    public static Task<GitHubResult<BranchProtection>> GetProtectionAsync(
        this GitHubInstallation github, RepositoryName repository, string branch, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/branches/{Uri.EscapeDataString(branch)}/protection") { Conditional = true },
            RestJson.Default.BranchProtection, cancellation);

    /// <summary>What <paramref name="head"/> has that <paramref name="from"/> has not; both are commits, branches or tags.</summary>
    public static Task<GitHubResult<Comparison>> CompareAsync(
        this GitHubInstallation github, RepositoryName repository, string from, string head, CancellationToken cancellation) =>
        github.SendAsync(
            new(HttpMethod.Get, $"{repository.Path}/compare/{Uri.EscapeDataString(from)}...{Uri.EscapeDataString(head)}") { Conditional = true },
            RestJson.Default.Comparison, cancellation);
}
