using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch token INSTALLATION</c>, for admins.</summary>
internal static class TokenCommand
{
    public static Verb Create()
    {
        var installation = new Argument<long>("INSTALLATION") { Description = "GitHub's number of the installation" };
        var repositories = new Option<long[]>("--repository-id") { Description = "Only for this repository, by GitHub's number; may be repeated", HelpName = "ID" };
        var permissions = new Option<string[]>("--permission") { Description = "Only this permission, such as contents=read; may be repeated", HelpName = "NAME=LEVEL" };
        permissions.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"'{token.Value}' is no permission; one looks like contents=read.");
        });
        var verb = new Verb(
            "token", "Print an installation's token for GitHub, valid up to an hour (admins)",
            "octobatch token 1",
            "GH_TOKEN=$(octobatch token 1 --permission contents=read) gh repo list acme")
        {
            installation,
            repositories,
            permissions,
        };
        return verb.Runs((session, cancellation) =>
            RunAsync(session, session.Get(installation), session.Get(repositories) ?? [], session.Get(permissions) ?? [], cancellation));
    }

    private static async Task<ExitCode> RunAsync(Session session, long installation, long[] repositories, string[] permissions, CancellationToken cancellation)
    {
        var path = $"tokens/installations/{installation}";
        var wanted = permissions.Select(p => p.Split('=', 2)).GroupBy(p => p[0], StringComparer.Ordinal).ToDictionary(p => p.Key, p => p.Last()[1], StringComparer.Ordinal);
        var answer = repositories.Length == 0 && wanted.Count == 0
            ? await session.Client.GetAsync(path, cancellation)
            : await session.Client.PostAsync(
                path, new TokenScope(repositories.Length == 0 ? null : repositories, wanted.Count == 0 ? null : wanted), ApiJson.Default.TokenScope, cancellation);
        if (session.Json)
        {
            session.Terminal.WriteLine(answer.Text);
            return ExitCode.Ok;
        }

        var token = answer.Read(ApiJson.Default.InstallationToken);
        session.Terminal.WriteLine(token.Token);
        if (session.Terminal.Traits.OutputIsTerminal)
            session.Terminal.Say($"Until {Moments.Text(session, token.ExpiresAt)}; {string.Join(", ", token.Permissions.Select(p => $"{p.Key}: {p.Value}"))}; {token.RepositorySelection} repositories.");
        return ExitCode.Ok;
    }
}
