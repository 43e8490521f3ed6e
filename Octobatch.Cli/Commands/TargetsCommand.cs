using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;
using Octobatch.Cli.Runs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch targets NAME</c></summary>
internal static class TargetsCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var included = new Option<bool>("--included") { Description = "Only those that are in" };
        var excluded = new Option<bool>("--excluded") { Description = "Only those that are out" };
        var limit = SharedOptions.Limit();
        var verb = new Verb(
            "targets", "List the repositories that the latest run considered, each with the reason for being in or out",
            "octobatch targets checkout-v5",
            "octobatch targets checkout-v5 --excluded",
            "octobatch targets checkout-v5 --included --json | jq -r '.items[].repository'")
        {
            name,
            included,
            excluded,
            limit,
        };
        verb.Validators.Add(result =>
        {
            if (result.Has(included) && result.Has(excluded))
                result.AddError("--included and --excluded together would be all: leave both out.");
        });
        return verb.Runs((session, cancellation) =>
        {
            var side = session.Get(included) ? "?included=true" : session.Get(excluded) ? "?included=false" : "";
            return Listing.ShowAsync(
                session, $"{Names.PathOf(session.Get(name)!)}/targets{side}", ApiJson.Default.Target, Columns(session), session.Get(limit),
                "There are no targets. `octobatch preview FILE` finds them.", cancellation);
        });
    }

    private static IReadOnlyList<Column<Target>> Columns(Session session) =>
    [
        new("REPOSITORY", t => t.Repository),
        new("TARGET", t => t.Included ? "in" : "out"),
        new("STATE", t => RunText.Words(session, t.State)),
        new("REASON", t => t.Reason),
    ];
}
