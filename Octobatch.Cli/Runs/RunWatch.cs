using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;

namespace Octobatch.Cli.Runs;

/// <summary>Follows one run to its end, and says how it went.</summary>
internal sealed class RunWatch(Session session, string campaign)
{
    private readonly string runs = $"{Names.PathOf(campaign)}/runs";
    private readonly ProgressFeed feed = new(session, campaign);

    public static Option<bool> Option(string description) => new("--watch", "-w") { Description = description };

    public async Task<ExitCode> UntilEndAsync(int number, CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(session);
        var waits = new WaitTeller(session, campaign, display);
        try
        {
            await foreach (var progress in feed.ReadAsync(cancellation))
            {
                if (progress.Run?.Number == number && progress.Run.IsActive)
                {
                    await waits.TellAsync(progress.Run, cancellation);
                    display.Show(progress.Run);
                    continue;
                }

                var answer = await feed.GetAsync($"{runs}/{number}", cancellation);
                var run = answer.Read(ApiJson.Default.Run);
                display.Show(run);
                if (!run.IsActive)
                    return End(answer, run, display);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            display.Clear();
            session.Terminal.Say($"It goes on without being watched. `octobatch status {campaign} --watch` looks again, `octobatch cancel {campaign}` ends it.");
            throw;
        }

        throw new InvalidOperationException("The feed has no end of its own.");
    }

    /// <summary>Whether what ended so is a success for CI.</summary>
    public static ExitCode CodeOf(Run run) => run.State == "completed" && run.Count("failed") == 0 ? ExitCode.Ok : ExitCode.Failed;

    private ExitCode End(ApiAnswer answer, Run run, ProgressDisplay display)
    {
        display.Clear();
        if (session.Json)
        {
            session.Terminal.WriteLine(answer.Text);
        }
        else
        {
            CampaignText.Write(session, run);
            if (RunText.Counts(run.Counts) is { Length: > 0 } counts)
                session.Terminal.WriteLine($"  {counts}");
            if (run is { Kind: "publish", State: "completed" } && run.Count("total") == 0)
                session.Terminal.Say("Nothing was published: no changeset was ready.");
            if (run.Count("failed") > 0)
                CampaignText.SayWhichFailed(session, campaign);
            else if (run is { Kind: "preview", State: "completed", Summary.Diffs: > 0 })
                session.Terminal.Say($"Look at the diffs: octobatch diff {campaign} --grouped\nPublish them:      octobatch publish {campaign} --watch");
        }

        return CodeOf(run);
    }
}
