using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Tokens.Installations;

/// <summary>The body of <c>POST /tokens/installations/{installation_id}</c>: what the token shall be narrowed to; at least one of the two.</summary>
/// <param name="RepositoryIds">1 to 500 of GitHub's repository ids. Absent: all that the installation covers.</param>
/// <param name="Permissions">GitHub's names with <c>read</c>, <c>write</c> or <c>admin</c>. Absent: all that the installation grants.</param>
public sealed partial record TokenRequest(
    [property: JsonNumberHandling(JsonNumberHandling.Strict)] IReadOnlyList<long>? RepositoryIds, IReadOnlyDictionary<string, string>? Permissions)
{
    /// <summary>https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app</summary>
    public const int MostRepositories = 500;

    /// <summary>What is wrong with it, or null.</summary>
    public Failure? Problem()
    {
        if (RepositoryIds is null && Permissions is null)
            return Wrong("Give repository_ids, permissions or both. A token that may do all is had with GET.");
        if (RepositoryIds is { Count: 0 or > MostRepositories })
            return Wrong($"repository_ids must hold 1 to {MostRepositories} ids, not {RepositoryIds.Count}.");
        if (RepositoryIds?.Any(id => id <= 0) == true)
            return Wrong("repository_ids must be GitHub's ids, which are numbered from 1.");
        if (Permissions is { Count: 0 or > 100 })
            return Wrong("permissions must hold at least one name with read, write or admin.");
        return Permissions?.FirstOrDefault(p => !PermissionName().IsMatch(p.Key) || p.Value is not ("read" or "write" or "admin")) is { Key: not null }
            ? Wrong("permissions must map GitHub's names, such as pull_requests, to read, write or admin.")
            : null;
    }

    public TokenScope Scope() => new(RepositoryIds ?? [], Permissions ?? new Dictionary<string, string>(StringComparer.Ordinal));

    private static Failure Wrong(string detail) => new(422, "invalid_scope", "This scope cannot be asked for", detail);

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,99}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PermissionName();
}
