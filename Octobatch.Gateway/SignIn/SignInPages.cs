using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Octobatch.Gateway.Keys;
using Octobatch.Gateway.Sessions;
using Octobatch.Gateway.SignIn.GitHub;
using Octobatch.Gateway.SignIn.Links;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.SignIn;

/// <summary>Signing in, by an API key or a link that works once, and signing out. GitHub's way is <see cref="GitHubPages"/>.</summary>
internal static class SignInPages
{
    private const string Path = "/sign-in";
    private const string Home = "/";

    /// <summary>Where a stranger is sent, to come back afterwards to what they wanted to see.</summary>
    public static string AddressFor(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path != Home
            ? $"{Path}?return={Uri.EscapeDataString(request.Path + request.QueryString)}"
            : Path;

    public static IResult Show(HttpContext context, [FromQuery(Name = "return")] string? back, GitHubSignInSettings github) =>
        Caller.From(context) is null ? Page.Of<SignInView>(new SignInPage(Safe(back), null, github.IsUsable)) : Results.LocalRedirect("~" + Safe(back));

    /// <summary>Changes a key for a session; the key itself stays nowhere.</summary>
    public static async Task<IResult> WithKeyAsync(
        HttpContext context, KeyLookup keys, SessionStore sessions, SessionCookie cookie, GitHubSignInSettings github, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        var (key, back) = (form["key"].ToString().Trim(), Safe(form["return"]));
        var answer = await keys.FindAsync(key, context);
        if (answer.Failure is { } failure)
            return failure;
        if (answer.Principal is not { } principal || Caller.From(principal) is not { } caller)
            return Page.Of<SignInView>(new SignInPage(back, "This key is not valid. It may have been revoked, or something is missing at its end.", github.IsUsable), StatusCodes.Status401Unauthorized);
        return await BeginAsync(new(caller.Subject, caller.Role, KeyText.Hash(key)), "key", back, context, sessions, cookie, cancellation);
    }

    /// <summary>Only shows a button: programs that look into links, such as a chat's preview, must not use them up.</summary>
    public static IResult ShowLink(string token) => Page.Of<LinkView>(new LinkPage($"{Path}/link/{Uri.EscapeDataString(token)}"));

    public static async Task<IResult> WithLinkAsync(
        string token, HttpContext context, SignInLinks links, SessionStore sessions, SessionCookie cookie, GitHubSignInSettings github, CancellationToken cancellation)
    {
        if (await links.UseAsync(token, cancellation) is { } who)
            return await BeginAsync(who, "link", Home, context, sessions, cookie, cancellation);
        return Page.Of<SignInView>(new SignInPage(Home, "This link was used before or is too old. Links work once, within 15 minutes.", github.IsUsable), StatusCodes.Status401Unauthorized);
    }

    public static async Task<IResult> OutAsync(HttpContext context, SessionStore sessions, SessionLookup lookup, SessionCookie cookie, CancellationToken cancellation)
    {
        if (SessionCookie.Of(context.Request) is { } value)
        {
            var id = SessionText.Hash(value);
            await sessions.EndAsync(id, Caller.From(context)!, cancellation);
            lookup.Forget(id);
        }

        cookie.Clear(context);
        return Results.LocalRedirect("~" + Path);
    }

    internal static async Task<IResult> BeginAsync(
        SignedIn who, string how, string back, HttpContext context, SessionStore sessions, SessionCookie cookie, CancellationToken cancellation)
    {
        cookie.Set(context, await sessions.BeginAsync(who, how, System.Diagnostics.Activity.Current?.TraceId.ToHexString(), cancellation));
        return Results.LocalRedirect("~" + back);
    }

    /// <summary>A path here, whatever the address says: nobody is sent to another site by a link to this one.</summary>
    internal static string Safe(string? back) => back is not null && RedirectHttpResult.IsLocalUrl(back) && back[0] == '/' ? back : Home;
}

/// <param name="Return">The path to go to afterwards.</param>
/// <param name="Error">Why the last try failed.</param>
/// <param name="GitHub">Whether GitHub can sign people in here.</param>
public sealed record SignInPage(string Return, string? Error, bool GitHub);

/// <param name="Path">Of the link itself, to which the form is sent.</param>
public sealed record LinkPage(string Path);
