namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>What a person or key may do; each role may do all that the ones before it may.</summary>
public enum CallerRole
{
    /// <summary>Reads.</summary>
    Viewer = 1,

    /// <summary>Also runs campaigns.</summary>
    Operator = 2,

    /// <summary>Also manages keys, tokens and the kill switch.</summary>
    Admin = 3,

    /// <summary>Octobatch itself, working without a person behind it.</summary>
    System = 4,
}

public static class CallerRoles
{
    /// <summary>The role as it stands in tokens, tables and JSON: <c>viewer</c>, <c>operator</c>, <c>admin</c>, <c>system</c>.</summary>
    public static string Name(this CallerRole role) => role switch
    {
        CallerRole.Viewer => "viewer",
        CallerRole.Operator => "operator",
        CallerRole.Admin => "admin",
        _ => "system",
    };

    /// <summary>The role of that name, or null.</summary>
    public static CallerRole? Parse(string? name) => name switch
    {
        "viewer" => CallerRole.Viewer,
        "operator" => CallerRole.Operator,
        "admin" => CallerRole.Admin,
        "system" => CallerRole.System,
        _ => null,
    };
}
