using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Configuration;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch login</c>: asks for the address and the key, tries them, and keeps them.</summary>
internal static class LoginCommand
{
    public static Verb Create() => new Verb(
        "login", "Check an address and a key, and keep them for later commands",
        "octobatch login",
        "octobatch login --url https://octobatch.example.com",
        "octobatch login --url http://localhost:8000 < .octobatch/admin-key").Runs(RunAsync);

    private static async Task<ExitCode> RunAsync(Session session, CancellationToken cancellation)
    {
        var terminal = session.Terminal;
        var url = Connection.ParseUrl(
            session.Get(SharedOptions.Url) ?? session.Around.Variable(Connection.UrlVariable) ?? Questions.Ask(session, "Where is Octobatch?", "http://localhost:8000"));
        var key = Connection.CheckKey(session.Get(SharedOptions.Key) ?? session.Around.Variable(Connection.KeyVariable) ?? AskKey(session));
        if (string.IsNullOrEmpty(key))
            throw new StopException(ExitCode.Invalid, "No key was given. An admin makes one with `octobatch keys create`; Standalone keeps its own in .octobatch/admin-key.");
        if (url.Scheme == "http" && !url.IsLoopback)
            terminal.Warn($"{url} is not encrypted: everybody on the way there can read the key.");

        using (var client = new OctobatchClient(new(url, key), session.Time))
            await client.GetAsync("api/campaigns?limit=1", ApiJson.Default.RawPage, cancellation);
        session.ConfigFile.Write(new(url.AbsoluteUri, key));
        if (session.Json)
            terminal.WriteLine(JsonSerializer.Serialize(new SignedIn(url.AbsoluteUri, session.ConfigFile.Path), ApiJson.Default.SignedIn));
        terminal.Say($"Signed in to {url}. Kept in {session.ConfigFile.Path}, for you alone to read.");
        return ExitCode.Ok;
    }

    private static string? AskKey(Session session)
    {
        var terminal = session.Terminal;
        if (terminal.Traits.ReadSecret is not { } read)
            return terminal.Input.ReadLine()?.Trim();
        terminal.Error.Write("API key (not shown): ");
        var key = read().Trim();
        terminal.Say("");
        return key;
    }
}
