using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>What a protected branch asks of those who change it.</summary>
/// <param name="RequiredChecks">The names of the checks that must pass before a merge.</param>
/// <param name="RequiredApprovals">How many approvals a merge needs.</param>
/// <param name="AllowPushes">Whether the branch may be changed without a pull request.</param>
public sealed record BranchProtection(IReadOnlyList<string> RequiredChecks, int RequiredApprovals, bool AllowPushes = false);

/// <summary>The look at a branch's protection before it is changed.</summary>
internal static class Protection
{
    public static BranchProtection? Of(Repository repository, string branch) => repository.Protections.TryGetValue(branch, out var rule) ? rule : null;

    /// <returns>Why an App may not push to a ref; null when it may. People of the control API push past it, as administrators can.</returns>
    public static string? Refuse(RepositoryScope call, string fullName) =>
        fullName.StartsWith("refs/heads/", StringComparison.Ordinal)
        && call.Caller.Token is not null
        && Of(call.Repository, fullName["refs/heads/".Length..]) is { AllowPushes: false }
            ? "Changes must be made through a pull request."
            : null;
}
