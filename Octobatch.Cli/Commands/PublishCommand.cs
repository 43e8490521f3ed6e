using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Runs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch publish NAME</c></summary>
internal static class PublishCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var only = new Option<string[]>("--only")
        {
            Description = "Only these repositories; - reads them from standard input, one a line",
            HelpName = "OWNER/NAME",
            AllowMultipleArgumentsPerToken = true,
        };
        var preview = new Option<int?>("--preview") { Description = "The number of the preview to publish; default: the latest completed one of the current spec", HelpName = "N" };
        var watch = RunWatch.Option("Wait for the run's end and show its result");
        var verb = new Verb(
            "publish", "Publish a preview's changes as pull requests",
            "octobatch publish checkout-v5 --watch",
            "octobatch publish checkout-v5 --only acme/one acme/two",
            "octobatch targets checkout-v5 --included | cut -f 1 | grep -- -canary | octobatch publish checkout-v5 --only -")
        {
            name,
            only,
            preview,
            watch,
        };
        return verb.Runs(async (session, cancellation) =>
        {
            var repositories = await Repositories.ReadAsync(session, session.Get(only) ?? [], cancellation);
            return await StartRun.Async(
                session, session.Get(name)!, new NewRun("publish") { Preview = session.Get(preview), Repositories = repositories.Count == 0 ? null : repositories },
                session.Get(watch), cancellation);
        });
    }
}
