using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;

namespace Octobatch.Cli.Runs;

/// <summary>Starts a run, and watches it when that was asked for.</summary>
internal static class StartRun
{
    public static async Task<ExitCode> Async(Session session, string campaign, NewRun run, bool watch, CancellationToken cancellation)
    {
        var started = await session.Client.PostAsync($"{Names.PathOf(campaign)}/runs", run, ApiJson.Default.NewRun, cancellation);
        var number = started.Read(ApiJson.Default.StartedRun).Number;
        if (watch)
            return await new RunWatch(session, campaign).UntilEndAsync(number, cancellation);
        session.Terminal.WriteLine(session.Json ? started.Text : $"{run.Kind} {number} of {campaign} has started.");
        if (!session.Json)
            session.Terminal.Say($"Watch it: octobatch status {campaign} --watch");
        return ExitCode.Ok;
    }
}
