using System.Text;
using Octobatch.GitHubSimulator.Apps;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Finds out who sent a request, and refuses who may not.</summary>
internal static class Authentication
{
    private const string NoJwt = "A JSON web token could not be decoded";

    private static readonly Answer BadCredentials = Answer.Refused(401, "Bad credentials");

    /// <returns>The caller, or why the credentials are refused.</returns>
    public static (Caller Caller, Answer? Refusal) Of(Simulator simulator, HttpRequest request)
    {
        if (Bearer(request) is not { } token)
            return (Caller.Anonymous, null);
        if (AppJwt.LooksLike(token))
        {
            return AppJwt.Refuse(token, simulator.App, simulator.Clock.Now) is { } refusal
                ? (Caller.Anonymous, refusal)
                : (Caller.App, null);
        }

        if (simulator.Authorizations.Find(token) is { } person)
            return (new Caller(false, null, person), null);
        if (simulator.Tokens.Find(token) is not { } known)
            return (Caller.Anonymous, BadCredentials);
        var caller = new Caller(false, known);
        if (known.Installation.SuspendedAt is not null)
            return (caller, Answer.Refused(403, "This installation has been suspended"));
        return (caller, simulator.Tokens.RefusedWhileNew(known) is { } status ? Answer.Refused(status, Message(status)) : null);
    }

    /// <returns>Null when <paramref name="caller"/> is of the kind that <paramref name="need"/> asks for, else the refusal.</returns>
    public static Answer? Refuse(Caller caller, Need need) => need.Who switch
    {
        Who.App when !caller.IsApp => Answer.Refused(401, NoJwt),
        Who.Installation when caller.IsApp => Answer.Refused(401, "Bad credentials"),
        Who.Installation when caller.Token is null => Answer.Refused(401, "Requires authentication"),
        Who.User when caller.Token is not null => Answer.Refused(403, "Resource not accessible by integration"),
        Who.User when caller.User is null => Answer.Refused(401, "Requires authentication"),
        _ => need.IsOfRepository ? null : RefusePermission(caller, need),
    };

    /// <returns>Null when the caller's token has what <paramref name="need"/> asks for, or when nobody is asked for anything.</returns>
    public static Answer? RefusePermission(Caller caller, Need need) =>
        caller.Token is { } token && need.Permission is { } name && !token.Permissions.Covers(name, need.Access)
        && !(need.Or is { } other && token.Permissions.Covers(other, need.Access))
            ? NotAccessible(need)
            : null;

    /// <summary>The refusal of a token that lacks a permission.</summary>
    public static Answer NotAccessible(Need need) =>
        Answer.Refused(403, "Resource not accessible by integration").With("X-Accepted-GitHub-Permissions", need.Header ?? "");

    private static string Message(int status) => status switch
    {
        401 => "Bad credentials",
        404 => "Not Found",
        _ => "Resource not accessible by integration",
    };

    /// <summary>The token of <c>Bearer</c> and <c>token</c>, or the password of <c>Basic</c>, as git sends it.</summary>
    private static string? Bearer(HttpRequest request)
    {
        if (request.Headers.Authorization is not [{ } header, ..])
            return null;
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
            return null;
        var scheme = header.AsSpan(0, space);
        var value = header[(space + 1)..].Trim();
        if (scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase))
            return value;
        return scheme.Equals("basic", StringComparison.OrdinalIgnoreCase) ? Password(value) : null;
    }

    private static string? Password(string basic)
    {
        var bytes = new byte[basic.Length];
        if (!Convert.TryFromBase64String(basic, bytes, out var length))
            return "";
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : text[(colon + 1)..];
    }
}
