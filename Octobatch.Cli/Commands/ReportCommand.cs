using System.CommandLine;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch report NAME</c></summary>
internal static class ReportCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var csv = new Option<bool>("--csv") { Description = "As CSV, for spreadsheets" };
        var verb = new Verb(
            "report", "Show how a campaign went: burndown and times",
            "octobatch report checkout-v5",
            "octobatch report checkout-v5 --csv > checkout-v5.csv")
        {
            name,
            csv,
        };
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
            Outline.Write(session.Terminal, answer.Read(Api.ApiJson.Default.JsonElement));
        return ExitCode.Ok;
    }
}
