using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Octobatch.Gateway.Sessions;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.SignIn.GitHub;

/// <summary>To GitHub and back. What was begun is remembered in a cookie that only this gateway can read, on whichever replica.</summary>
internal static class GitHubPages
{
    private const string Callback = "/sign-in/github/callback";
    private const string CookieName = "octobatch_github";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly Failure Away = new(502, "github_unreachable", "GitHub cannot be reached", "Try again in a few seconds, or sign in with a key.");

    public static IResult Begin(
        HttpContext context, [FromQuery(Name = "return")] string? back, GitHubSignInSettings settings, GitHubPeople github, PublicAddress address,
        SessionCookie cookies, IDataProtectionProvider protection)
    {
        if (!settings.IsUsable)
            return Results.NotFound();
        var begun = new Begun(Random(), Random(), SignInPages.Safe(back));
        var options = cookies.Options(context);
        options.MaxAge = Limit;
        context.Response.Cookies.Append(CookieName, Protector(protection).Protect(JsonSerializer.Serialize(begun), Limit), options);
        return Results.Redirect(Addresses.Of(
            new Uri(github.Web, "/login/oauth/authorize").AbsoluteUri, ("client_id", settings.ClientId), ("redirect_uri", CallbackOf(context, address).AbsoluteUri), ("state", begun.State),
            ("code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(begun.Verifier)))), ("code_challenge_method", "S256")));
    }

    public static async Task<IResult> EndAsync(
        HttpContext context, string? code, string? state, GitHubSignInSettings settings, GitHubPeople github, PublicAddress address,
        SessionStore sessions, SessionCookie cookies, IDataProtectionProvider protection, CancellationToken cancellation)
    {
        var begun = Read(context.Request.Cookies[CookieName], protection);
        context.Response.Cookies.Delete(CookieName, cookies.Options(context));
        if (!settings.IsUsable || begun is null || state is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(begun.State)))
            return Refused("This sign-in was begun elsewhere or too long ago. Try again.");
        if (code is null)
            return Refused("GitHub says that you did not agree.");
        try
        {
            return await github.FindAsync(code, begun.Verifier, CallbackOf(context, address), cancellation) switch
            {
                null => Refused("GitHub does not accept this sign-in. Try again."),
                { Role: null, Login: var login } => Refused($"{login} is in no organisation or team that may use this Octobatch."),
                { Role: { } role, Login: var login } => await SignInPages.BeginAsync(new($"user:{login}", role, null), "github", begun.Return, context, sessions, cookies, cancellation),
            };
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Away;
        }
    }

    private static IResult Refused(string why) => Page.Of<SignInView>(new SignInPage("/", why, true), StatusCodes.Status401Unauthorized);

    private static Uri CallbackOf(HttpContext context, PublicAddress address) =>
        new(address.Url ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}"), Callback);

    private static Begun? Read(string? cookie, IDataProtectionProvider protection)
    {
        try
        {
            return cookie is null ? null : JsonSerializer.Deserialize<Begun>(Protector(protection).Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            return null; // too old, or not ours
        }
    }

    private static ITimeLimitedDataProtector Protector(IDataProtectionProvider protection) => protection.CreateProtector("github sign-in").ToTimeLimitedDataProtector();

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <param name="Verifier">Whose hash GitHub has: a code that somebody else got hold of is worth nothing without it (RFC 7636).</param>
    private sealed record Begun(string State, string Verifier, string Return);
}
