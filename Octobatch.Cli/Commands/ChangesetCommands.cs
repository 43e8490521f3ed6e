using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch retry|rebase|merge|update-text NAME</c>: what people ask of changesets, one or many.</summary>
internal static class ChangesetCommands
{
    public const string AllInState = "All changesets in this state";

    public static Verb Retry() => Create(
        "retry", "Try failed changesets again", "failed", "octobatch retry checkout-v5", "octobatch retry checkout-v5 acme/one");

    public static Verb Rebase() => Create(
        "rebase", "Make changes anew on the current head of the default branch", null, "octobatch rebase checkout-v5 acme/one", "octobatch rebase checkout-v5 --state open");

    public static Verb Merge() => Create(
        "merge", "Merge open pull requests that may be merged", null, "octobatch merge checkout-v5 acme/one", "octobatch merge checkout-v5 --state open");

    public static Verb UpdateText() => Create(
        "update-text", "Write titles and bodies of open pull requests as the spec has them now", "open",
        "octobatch update-text checkout-v5", "octobatch update-text checkout-v5 acme/one");

    /// <param name="word">The last segment of the API's path.</param>
    public static async Task<ExitCode> AskAsync(Session session, string name, string word, ChangesetChoice choice, CancellationToken cancellation)
    {
        var answer = await session.Client.PostAsync($"{Names.PathOf(name)}/changesets/{word}", choice, ApiJson.Default.ChangesetChoice, cancellation);
        var accepted = answer.Read(ApiJson.Default.Accepted);
        session.Terminal.WriteLine(session.Json ? answer.Text : $"{word}: {Counts.Of(accepted.Count, "changeset")}");
        if (accepted.Why is { } why)
            session.Terminal.Say(why);
        if (accepted.Count > 0)
            session.Terminal.Say($"Watch it: octobatch status {name} --watch");
        return ExitCode.Ok;
    }

    public static Argument<string[]> RepositoriesArgument() =>
        new("OWNER/NAME") { Description = "The repositories; - reads them from standard input, one a line", Arity = ArgumentArity.ZeroOrMore };

    public static Option<string?> StateOption(string description)
    {
        var state = new Option<string?>("--state") { Description = description, HelpName = "STATE" };
        state.AcceptOnlyFromAmong([.. Runs.RunText.States]);
        return state;
    }

    private static Verb Create(string word, string description, string? usual, params string[] examples)
    {
        var name = Names.Campaign();
        var repositories = RepositoriesArgument();
        var state = StateOption(usual is null ? AllInState : $"{AllInState}; without it and repositories: {usual}");
        var verb = new Verb(word, description, examples) { name, repositories, state };
        return verb.Runs(async (session, cancellation) =>
        {
            var named = await Repositories.ReadAsync(session, session.Get(repositories) ?? [], cancellation);
            var chosen = session.Get(state) ?? (named.Count == 0 ? usual : null);
            return await AskAsync(session, session.Get(name)!, word, ChangesetChoice.Of(named, chosen, word), cancellation);
        });
    }
}
