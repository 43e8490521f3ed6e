using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>Who is behind a call: a person, a key or Octobatch itself.</summary>
/// <param name="Subject"><c>key:ID</c>, <c>user:LOGIN</c> or <c>system</c>; the actor of audit rows.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="CorrelationId">Ties the calls, log lines and audit rows of one request together.</param>
public sealed record Caller(string Subject, CallerRole Role, string? CorrelationId)
{
    public const string RoleClaim = "role";
    public const string SubjectClaim = "sub";
    public const string CorrelationClaim = "correlation_id";

    /// <summary>Octobatch itself, with no person behind it.</summary>
    public static readonly Caller System = new("system", CallerRole.System, null);

    /// <summary>The caller that authentication found, or null when there is none.</summary>
    public static Caller? From(ClaimsPrincipal principal) =>
        principal.FindFirst(SubjectClaim)?.Value is { } subject && CallerRoles.Parse(principal.FindFirst(RoleClaim)?.Value) is { } role
            ? new(subject, role, principal.FindFirst(CorrelationClaim)?.Value)
            : null;

    /// <summary>
    /// The caller of a request, or null when authentication found none. A person without a correlation id, at the gateway that is, gets the
    /// request's trace id, so that audit rows lead to traces. System's own calls keep none: see <see cref="ServiceTokenIssuer.Issue"/>.
    /// </summary>
    public static Caller? From(HttpContext context) => From(context.User) switch
    {
        { CorrelationId: null, Role: not CallerRole.System } person => person with { CorrelationId = TraceId(context) },
        var caller => caller,
    };

    private static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
