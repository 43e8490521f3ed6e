using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Runs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch pause|resume|cancel NAME</c></summary>
internal static class RunControlCommands
{
    public static Verb Pause() => Create("pause", "Pause the run that is under way; nothing more is done until it is resumed", "octobatch pause checkout-v5");

    public static Verb Resume() => Create("resume", "Let a paused run go on", "octobatch resume checkout-v5");

    public static Verb Cancel() => Create("cancel", "End the run that is under way; what is published stays", "octobatch cancel checkout-v5", "octobatch cancel checkout-v5 --run 4");

    private static Verb Create(string word, string description, params string[] examples)
    {
        var name = Names.Campaign();
        var number = new Option<int?>("--run") { Description = "The run's number; default: the one that is under way", HelpName = "N" };
        var verb = new Verb(word, description, examples) { name, number };
        return verb.Runs((session, cancellation) => RunAsync(session, word, session.Get(name)!, session.Get(number), cancellation));
    }

    private static async Task<ExitCode> RunAsync(Session session, string word, string name, int? number, CancellationToken cancellation)
    {
        var run = number ?? await ActiveAsync(session, name, cancellation);
        var answer = await session.Client.PostAsync($"{Names.PathOf(name)}/runs/{run}/{word}", null, cancellation);
        session.Terminal.WriteLine(session.Json ? answer.Text : RunText.Title(answer.Read(ApiJson.Default.Run)));
        return ExitCode.Ok;
    }

    private static async Task<int> ActiveAsync(Session session, string name, CancellationToken cancellation)
    {
        var latest = (await session.Client.GetAsync($"{Names.PathOf(name)}/runs?limit=1", ApiJson.Default.PageRun, cancellation)).Items;
        return latest is [{ IsActive: true } run]
            ? run.Number
            : throw new StopException(ExitCode.Conflict, $"No run of {name} is under way. `octobatch status {name}` shows the latest.");
    }
}
