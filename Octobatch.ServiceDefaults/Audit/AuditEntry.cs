namespace Octobatch.ServiceDefaults.Audit;

/// <summary>One audit row: who did what to what. The table has the same shape in every service's schema.</summary>
/// <param name="Actor"><c>key:ID</c>, <c>user:LOGIN</c> or <c>system</c>.</param>
/// <param name="Action">Noun and past participle, such as <c>token.minted</c>.</param>
/// <param name="Subject">What it was done to, such as <c>installation:7</c>.</param>
public sealed record AuditEntry(string Actor, string Action, string Subject)
{
    /// <summary>When it happened; null: when the row is written.</summary>
    public DateTimeOffset? At { get; init; }

    public string? Campaign { get; init; }

    /// <summary><c>owner/name</c>.</summary>
    public string? Repository { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>SHA-256 of the token that was used or handed out. The token itself is written nowhere.</summary>
    public byte[]? TokenSha256 { get; init; }

    /// <summary>More about it, as a JSON object.</summary>
    public string Details { get; init; } = "{}";
}
