using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;
using Octobatch.Cli.Runs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch report NAME</c></summary>
internal static class ReportCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var csv = new Option<bool>("--csv") { Description = "As CSV, for spreadsheets: a line for each changeset" };
        var verb = new Verb(
            "report", "Show how a campaign went: burndown and times",
            "octobatch report checkout-v5",
            "octobatch report checkout-v5 --csv > checkout-v5.csv")
        {
            name,
            csv,
        };
        verb.Validators.Add(result =>
        {
            if (result.Has(csv) && result.Has(SharedOptions.Json))
                result.AddError("--csv and --json are two answers: leave one out.");
        });
        return verb.Runs((session, cancellation) => RunAsync(session, $"{Names.PathOf(session.Get(name)!)}/report", session.Get(csv), cancellation));
    }

    private static async Task<ExitCode> RunAsync(Session session, string path, bool csv, CancellationToken cancellation)
    {
        if (csv)
        {
            using var response = await session.Client.OpenAsync(path, "text/csv", cancellation);
            await using var bytes = await response.Content.ReadAsStreamAsync(cancellation);
            await bytes.CopyToAsync(session.Terminal.Bytes, cancellation);
            return ExitCode.Ok;
        }

        var answer = await session.Client.GetAsync(path, cancellation);
        if (session.Json)
            session.Terminal.WriteLine(answer.Text);
        else
            Write(session, answer.Read(ApiJson.Default.Report));
        return ExitCode.Ok;
    }

    private static void Write(Session session, Report report)
    {
        foreach (var sentence in ReportText.Sentences(session, report))
            session.Terminal.Say(sentence);
        new Table<BurndownDay>(session.Terminal, Columns).Write(report.Burndown);
    }

    private static IReadOnlyList<Column<BurndownDay>> Columns { get; } =
    [
        new("DAY", d => $"{d.Date:yyyy-MM-dd}"),
        Count("OPEN", d => d.Open),
        Count("MERGED", d => d.Merged),
        Count("CLOSED", d => d.Closed),
        Count("FAILED", d => d.Failed),
    ];

    private static Column<BurndownDay> Count(string title, Func<BurndownDay, long> of) => new(title, d => $"{of(d)}") { IsNumber = true };
}
