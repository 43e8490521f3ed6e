using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Octobatch.Gateway.Authentication;

namespace Octobatch.Gateway.Sessions;

/// <summary>Authenticates people at the pages by their session cookie.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionLookup sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";

    /// <summary>Whether a cookie, which browsers send by themselves, is all that the caller came with.</summary>
    public static bool IsSession(HttpContext context) => context.User.Identity?.AuthenticationType == SchemeName;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Of(Request) is not { } cookie)
            return AuthenticateResult.NoResult();
        return await sessions.FindAsync(cookie) switch
        {
            { Who: { } who } => AuthenticateResult.Success(new(Principals.Create(who.Subject, who.Role, SchemeName), SchemeName)),
            { Failure: { } failure } => AuthenticateResult.Fail(new RefusedException(failure)),
            _ => AuthenticateResult.NoResult(),
        };
    }
}
