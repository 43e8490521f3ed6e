using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Keys;

/// <summary>An API key as the list shows it.</summary>
/// <param name="Id">Stands in audit rows as <c>key:ID</c>.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
/// <param name="CreatedBy"><c>key:ID</c> or <c>user:LOGIN</c>.</param>
/// <param name="LastUsedAt">To the minute; null when it was never used.</param>
public sealed record ApiKey(Guid Id, string Name, string Role, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? LastUsedAt);

/// <summary>What to create.</summary>
/// <param name="Name">1 to 100 characters that say whose key it is.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c> or <c>admin</c>.</param>
public sealed record NewApiKey(string? Name, string? Role)
{
    private const int LongestName = 100;

    internal string TrimmedName => Name?.Trim() ?? "";

    internal CallerRole? ParsedRole => CallerRoles.Parse(Role) is { } role and <= CallerRole.Admin ? role : null;

    /// <summary>What is wrong with it, or null.</summary>
    internal Failure? Check()
    {
        if (TrimmedName is "" or { Length: > LongestName } || TrimmedName.Any(char.IsControl))
            return new(400, "invalid_name", "The key needs a name", $"`name` must have 1 to {LongestName} characters.");
        return ParsedRole is null ? new(400, "invalid_role", "The key needs a role", "`role` must be viewer, operator or admin.") : null;
    }
}

/// <summary>The only answer that ever holds the key.</summary>
public sealed record CreatedApiKey(Guid Id, string Name, string Role, string Key);
