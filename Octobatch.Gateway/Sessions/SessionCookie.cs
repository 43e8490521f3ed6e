using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Sessions;

/// <summary>
/// The cookie of a session. Scripts cannot read it, other sites' forms do not carry it, and it goes with the browser; how long it is good
/// for is up to the row behind it.
/// </summary>
internal sealed class SessionCookie(PublicAddress address)
{
    private const string Name = "octobatch_session";

    public static string? Of(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } cookie ? cookie : null;

    public void Set(HttpContext context, string value) => context.Response.Cookies.Append(Name, value, Options(context));

    public void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    /// <summary>Also for other cookies of the pages. Lax, so that a link in a pull request opens the page signed in.</summary>
    public CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps || address.Url?.Scheme == Uri.UriSchemeHttps,
        Path = "/",
        IsEssential = true,
    };
}
