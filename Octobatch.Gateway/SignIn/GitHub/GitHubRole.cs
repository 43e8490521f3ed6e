using System.Text.RegularExpressions;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.SignIn.GitHub;

/// <summary>A role that membership gives.</summary>
/// <param name="Team">Its slug; null: every member of the organisation.</param>
internal sealed partial record GitHubRole(string Organisation, string? Team, CallerRole Role)
{
    public static GitHubRole? Parse(string text) =>
        Rule().Match(text) is { Success: true } match && CallerRoles.Parse(match.Groups["role"].Value) is { } role and <= CallerRole.Admin
            ? new(match.Groups["org"].Value, match.Groups["team"].Value is "*" ? null : match.Groups["team"].Value, role)
            : null;

    [GeneratedRegex(@"\A(?<org>[A-Za-z0-9-]+)/(?<team>\*|[A-Za-z0-9_.-]+) *= *(?<role>[a-z]+)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Rule();
}
