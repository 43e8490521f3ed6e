using Octobatch.Cli.Commands;

namespace Octobatch.Cli.Configuration;

/// <summary>Where Octobatch is and with which key: by flag, else by environment, else by the file that <c>octobatch login</c> writes.</summary>
/// <param name="Key">Null: none is known.</param>
internal sealed record Connection(Uri Url, string? Key)
{
    public const string UrlVariable = "OCTOBATCH_URL";
    public const string KeyVariable = "OCTOBATCH_KEY";

    /// <exception cref="StopException">Nobody said where Octobatch is, or what was said is no address.</exception>
    public static Connection Of(Session session)
    {
        var saved = session.ConfigFile.Read(session.Terminal);
        var given = session.Get(SharedOptions.Url) ?? session.Around.Variable(UrlVariable);
        if ((given ?? saved?.Url) is not { } text)
        {
            throw new StopException(
                ExitCode.NotAllowed, $"Nobody said where Octobatch is. Run `octobatch login`, set {UrlVariable}, or give --url.");
        }

        var url = ParseUrl(text);
        // A saved key is for the Octobatch that it was saved for; no other address ever sees it.
        var savedKey = saved?.Url is { } home && ParseUrl(home) == url ? saved.Key : null;
        return new(url, CheckKey(session.Get(SharedOptions.Key) ?? session.Around.Variable(KeyVariable) ?? savedKey));
    }

    /// <exception cref="StopException">It is no http(s) address.</exception>
    public static Uri ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
            throw new StopException(ExitCode.Invalid, $"'{text}' is no address of Octobatch; one looks like https://octobatch.example.com");
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    /// <summary>What cannot go into a header is no key; its text is not shown.</summary>
    public static string? CheckKey(string? key) => key is null || key.All(c => c is > ' ' and < '\x7f')
        ? key
        : throw new StopException(ExitCode.Invalid, "The key has characters that no key has. Copy it again, without spaces or line breaks.");
}
