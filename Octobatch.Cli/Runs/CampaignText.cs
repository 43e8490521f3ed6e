using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Runs;

/// <summary>One campaign on one screen.</summary>
internal static class CampaignText
{
    public static void Write(Session session, Campaign campaign)
    {
        var terminal = session.Terminal;
        var colors = terminal.Traits.OutputHasColors;
        terminal.WriteLine($"{Ink.Bold(colors, campaign.Name)}: {campaign.State}, spec version {campaign.SpecVersion} of {Moments.Text(session, campaign.UpdatedAt)}");
        if (!string.IsNullOrWhiteSpace(campaign.Description))
            terminal.WriteLine(Plain(campaign.Description));
        if (campaign.LatestRun is { } run)
            Write(session, run);
        foreach (var state in RunText.States.Where(s => campaign.Count(s) > 0))
            terminal.WriteLine($"  {Colored(colors, state)}{campaign.Count(state),10:N0}");
        if (campaign.Count("failed") > 0)
            SayWhichFailed(session, campaign.Name);
    }

    public static void SayWhichFailed(Session session, string campaign) =>
        session.Terminal.Say($"Which failed, and why: octobatch status {campaign} --state failed");

    // As the pages colour them.
    private static string Colored(bool colors, string state)
    {
        var words = $"{RunText.Words(state),-12}";
        return state switch
        {
            "merged" or "ready" => Ink.Green(colors, words),
            "open" or "publishing" => Ink.Cyan(colors, words),
            "needs_human" => Ink.Yellow(colors, words),
            "failed" => Ink.Red(colors, words),
            _ => words,
        };
    }

    public static void Write(Session session, Run run)
    {
        var terminal = session.Terminal;
        var (done, total) = RunText.Progress(run);
        var pace = run.IsActive ? RunText.Pace(session, run) : "";
        terminal.WriteLine($"{RunText.Title(run)}{(total > 0 ? $", {done:N0} of {total:N0}" : "")}{(pace.Length > 0 ? $", {pace}" : "")}");
        if (run.Summary is { Diffs: 0 })
            terminal.WriteLine("  Nothing changes in any repository.");
        else if (run.Summary is { } summary)
            terminal.WriteLine($"  {Counts.Of(summary.Diffs, "different diff")}, {Counts.Of(summary.Files, "changed file")} in all, +{summary.Additions:N0} -{summary.Deletions:N0}");
        if (run.Error is { } error)
            terminal.WriteLine($"  {Ink.Red(terminal.Traits.OutputHasColors, Plain(error))}");
    }

    private static string Plain(string text) => string.Concat(text.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c));
}
