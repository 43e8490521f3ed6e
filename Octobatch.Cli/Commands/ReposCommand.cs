using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch repos QUERY</c></summary>
internal static class ReposCommand
{
    public static Verb Create()
    {
        var query = new Argument<string[]>("QUERY") { Description = "In the words of GitHub's search (docs/queries.md); nothing takes all", Arity = ArgumentArity.ZeroOrMore };
        var limit = SharedOptions.Limit();
        var verb = new Verb(
            "repos", "List the repositories that a query takes",
            "octobatch repos 'org:acme language:go -archived:true'",
            "octobatch repos 'file:.github/workflows/ci.yml' --limit 20",
            "octobatch repos 'topic:service' | cut -f 1")
        {
            query,
            limit,
        };
        return verb.Runs((session, cancellation) => Listing.ShowAsync(
            session, $"api/repositories?query={Uri.EscapeDataString(string.Join(' ', session.Get(query)!))}", ApiJson.Default.ListedRepository, Columns(session),
            session.Get(limit), "No repository matches. `octobatch repos` lists all that Octobatch knows.", cancellation));
    }

    private static IReadOnlyList<Column<ListedRepository>> Columns(Session session) =>
    [
        new("REPOSITORY", r => r.Repository),
        new("LANGUAGE", r => r.Language ?? ""),
        new("VISIBILITY", r => r.Visibility),
        new("BRANCH", r => r.DefaultBranch),
        new("PUSHED", r => Moments.Text(session, r.PushedAt)),
        new("NOTES", r => string.Join(", ", Notes(r))),
    ];

    private static IEnumerable<string> Notes(ListedRepository repository)
    {
        if (repository.Archived)
            yield return "archived";
        if (repository.Fork)
            yield return "fork";
        foreach (var topic in repository.Topics)
            yield return "#" + topic;
    }
}
