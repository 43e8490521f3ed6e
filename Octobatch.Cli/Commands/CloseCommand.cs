using System.CommandLine;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch close NAME</c>: the campaign, or pull requests of it.</summary>
internal static class CloseCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var repositories = ChangesetCommands.RepositoriesArgument();
        var state = ChangesetCommands.StateOption(ChangesetCommands.AllInState);
        var verb = new Verb(
            "close", "Close a campaign; or, with repositories or --state, their pull requests",
            "octobatch close checkout-v5",
            "octobatch close checkout-v5 acme/one acme/two",
            "octobatch close checkout-v5 --state open")
        {
            name,
            repositories,
            state,
        };
        return verb.Runs(async (session, cancellation) =>
        {
            var named = await Repositories.ReadAsync(session, session.Get(repositories) ?? [], cancellation);
            var campaign = session.Get(name)!;
            if (named.Count > 0 || session.Get(state) is not null)
                return await ChangesetCommands.AskAsync(session, campaign, "close", ChangesetChoice.Of(named, session.Get(state), "close"), cancellation);
            var answer = await session.Client.PostAsync($"{Names.PathOf(campaign)}/close", null, cancellation);
            session.Terminal.WriteLine(session.Json ? answer.Text : $"{campaign} is closed.");
            return ExitCode.Ok;
        });
    }
}
