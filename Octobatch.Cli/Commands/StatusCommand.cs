using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;
using Octobatch.Cli.Runs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch status [NAME]</c>: all campaigns, or one.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Verb Create()
    {
        var name = Names.OptionalCampaign("The campaign; all of them without it");
        var state = ChangesetCommands.StateOption("With NAME: list its changesets in this state, with the reason of each");
        var limit = SharedOptions.Limit();
        var watch = RunWatch.Option("With NAME: follow it until nothing of it is under way. Without: show the list anew when it changes, until Ctrl+C");
        var verb = new Verb(
            "status", "Show all campaigns, or how one of them is doing",
            "octobatch status",
            "octobatch status checkout-v5",
            "octobatch status checkout-v5 --watch",
            "octobatch status checkout-v5 --state failed | cut -f 1 | octobatch retry checkout-v5 -")
        {
            name,
            state,
            limit,
            watch,
        };
        verb.Validators.Add(result =>
        {
            if (result.Has(state) && (result.GetResult(name) is not { Tokens.Count: 1 } || result.Has(watch)))
                result.AddError("--state lists changesets of one campaign, once: give NAME, and leave --watch out.");
        });
        return verb.Runs((session, cancellation) => (session.Get(name), session.Get(state), session.Get(watch)) switch
        {
            ({ } one, { } those, _) => ChangesetsAsync(session, one, those, session.Get(limit), cancellation),
            ({ } one, null, false) => OneAsync(session, one, cancellation),
            ({ } one, null, true) => new CampaignWatch(session, one).UntilStillAsync(cancellation),
            (null, _, false) => AllAsync(session, session.Get(limit), cancellation),
            (null, _, true) => ChangesAsync(session, session.Get(limit), cancellation),
        });
    }

    private static Task<ExitCode> ChangesetsAsync(Session session, string name, string state, int? limit, CancellationToken cancellation) => Listing.ShowAsync(
        session, $"{Names.PathOf(name)}/changesets?state={state}", ApiJson.Default.Changeset, ChangesetColumns(session), limit,
        $"None of {name} is {RunText.Words(state)}.", cancellation);

    private static Task<ExitCode> AllAsync(Session session, int? limit, CancellationToken cancellation) => Listing.ShowAsync(
        session, "api/campaigns", ApiJson.Default.Campaign, Columns(session), limit, "There are no campaigns yet: `octobatch init` writes a first spec.", cancellation);

    private static async Task<ExitCode> ChangesAsync(Session session, int? limit, CancellationToken cancellation)
    {
        string? shown = null;
        while (true)
        {
            // What a campaign shows fits into one page; more than that is nothing to watch.
            var answer = await session.Client.GetAsync($"api/campaigns?limit={Math.Min(limit ?? 500, 500)}", cancellation);
            if (answer.Text != shown)
            {
                if (session.Terminal.Traits.OutputIsTerminal)
                    session.Terminal.Write("\e[H\e[2J");
                await AllAsync(session, limit, cancellation);
                session.Terminal.Flush();
            }

            shown = answer.Text;
            await Task.Delay(Pause, session.Time, cancellation);
        }
    }

    private static async Task<ExitCode> OneAsync(Session session, string name, CancellationToken cancellation)
    {
        var answer = await session.Client.GetAsync(Names.PathOf(name), cancellation);
        if (session.Json)
        {
            session.Terminal.WriteLine(answer.Text);
            return ExitCode.Ok;
        }

        CampaignText.Write(session, answer.Read(ApiJson.Default.Campaign));
        var report = await session.Client.GetAsync($"{Names.PathOf(name)}/report", ApiJson.Default.Report, cancellation);
        foreach (var sentence in ReportText.Sentences(session, report))
            session.Terminal.WriteLine(sentence);
        return ExitCode.Ok;
    }

    private static IReadOnlyList<Column<Campaign>> Columns(Session session) =>
    [
        new("CAMPAIGN", c => c.Name),
        new("STATE", c => c.State),
        new("LATEST RUN", c => c.LatestRun is { } run ? RunText.Title(run) : ""),
        Count("READY", "ready"),
        Count("OPEN", "open"),
        Count("MERGED", "merged"),
        Count("FAILED", "failed"),
        new("UPDATED", c => Moments.Text(session, c.UpdatedAt)),
    ];

    private static IReadOnlyList<Column<Changeset>> ChangesetColumns(Session session) =>
    [
        new("REPOSITORY", c => c.Repository),
        new("STATE", c => RunText.Words(session, c.State)),
        new("CHECKS", c => c.Checks ?? ""),
        new("REVIEW", c => RunText.Words(session, c.Review)),
        new("PULL REQUEST", c => c.PullRequest?.Url ?? ""),
        new("REASON", c => c.Reason ?? c.Waiting?.Reason ?? ""),
    ];

    private static Column<Campaign> Count(string title, string state) => new(title, c => $"{c.Count(state)}") { IsNumber = true };
}
