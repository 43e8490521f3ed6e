using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch close NAME</c>: the campaign, or pull requests of it.</summary>
internal static class CloseCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var repositories = ChangesetCommands.RepositoriesArgument();
        var state = ChangesetCommands.StateOption(ChangesetCommands.AllInState);
        var comment = new Option<string?>("--comment") { Description = "With repositories or --state: what to say on the pull requests", HelpName = "TEXT" };
        var pulls = new Option<string?>("--pull-requests") { Description = "Of the campaign: what becomes of its open pull requests", HelpName = "stay|close" };
        pulls.AcceptOnlyFromAmong("stay", "close");
        var verb = new Verb(
            "close", "Close a campaign for good; or, with repositories or --state, their pull requests",
            "octobatch close checkout-v5",
            "octobatch close checkout-v5 --pull-requests close",
            "octobatch close checkout-v5 acme/one acme/two --comment 'Done by hand.'",
            "octobatch close checkout-v5 --state open")
        {
            name,
            repositories,
            state,
            comment,
            pulls,
        };
        verb.Validators.Add(result =>
        {
            var some = result.GetResult(repositories) is { Tokens.Count: > 0 } || result.Has(state);
            if (some && result.Has(pulls))
                result.AddError("--pull-requests is about the whole campaign: leave it, or repositories and --state, out.");
            if (!some && result.Has(comment))
                result.AddError("--comment goes with repositories or --state.");
        });
        return verb.Runs(async (session, cancellation) =>
        {
            var named = await Repositories.ReadAsync(session, session.Get(repositories) ?? [], cancellation);
            var campaign = session.Get(name)!;
            if (named.Count > 0 || session.Get(state) is not null)
                return await ChangesetCommands.AskAsync(session, campaign, "close", ChangesetChoice.Of(named, session.Get(state), "close") with { Comment = session.Get(comment) }, cancellation);
            var answer = await session.Client.PostAsync($"{Names.PathOf(campaign)}/close", new CloseCampaign(session.Get(pulls)), ApiJson.Default.CloseCampaign, cancellation);
            session.Terminal.WriteLine(session.Json ? answer.Text : $"{campaign} is closed.");
            if (!session.Json && session.Get(pulls) is null && answer.Read(ApiJson.Default.Campaign).Count("open") is > 0 and var open)
                session.Terminal.Say($"{Counts.Of(open, "pull request stays", "pull requests stay")} open. `octobatch close {campaign} --pull-requests close` closes them.");
            return ExitCode.Ok;
        });
    }
}
