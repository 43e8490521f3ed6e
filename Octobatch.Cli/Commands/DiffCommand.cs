using System.CommandLine;
using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Diffs;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch diff NAME [REPO]</c></summary>
internal static class DiffCommand
{
    public static Verb Create()
    {
        var name = Names.Campaign();
        var repository = new Argument<string?>("REPO") { Description = "One repository, as owner/name; all without it", Arity = ArgumentArity.ZeroOrOne };
        var grouped = new Option<bool>("--grouped", "-g") { Description = "Show identical diffs once, most common first, with how many repositories have them" };
        var limit = SharedOptions.Limit();
        var verb = new Verb(
            "diff", "Show what a campaign changes: coloured and by the page on a terminal, as git apply takes it in a pipe",
            "octobatch diff checkout-v5 --grouped",
            "octobatch diff checkout-v5 acme/one",
            "octobatch diff checkout-v5 acme/one | git apply")
        {
            name,
            repository,
            grouped,
            limit,
        };
        verb.Validators.Add(result =>
        {
            if (result.Has(grouped) && result.GetResult(repository) is { Tokens.Count: 1 })
                result.AddError("--grouped is about all repositories: leave it or REPO out.");
        });
        return verb.Runs((session, cancellation) =>
        {
            var path = Names.PathOf(session.Get(name)!);
            if (session.Get(repository) is { } one)
                return OneAsync(session, $"{path}/changesets/{Names.RepositoryPath(one)}", one, cancellation);
            return session.Get(grouped)
                ? EachAsync(session, path, "diffs", ApiJson.Default.DiffGroup, g => new(Title(g), $"diffs/{g.PatchHash}"), session.Get(limit), cancellation)
                : EachAsync(session, path, "changesets", ApiJson.Default.Changeset, c => c.PatchHash is null ? null : new(c.Repository, $"changesets/{c.Repository}/patch"), session.Get(limit), cancellation);
        });
    }

    private static async Task<ExitCode> OneAsync(Session session, string path, string repository, CancellationToken cancellation)
    {
        if (session.Json)
        {
            session.Terminal.WriteLine((await session.Client.GetAsync(path, cancellation)).Text);
            return ExitCode.Ok;
        }

        bool any;
        await using (var output = DiffOutput.Open(session))
            any = await PatchAsync(session, output, $"{path}/patch", cancellation);
        if (!any)
            session.Terminal.Say($"Nothing changes in {repository}.");
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> EachAsync<T>(
        Session session, string campaign, string list, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, Shown?> show, int? limit, CancellationToken cancellation)
    {
        if (session.Json)
            return await Listing.ShowAsync(session, $"{campaign}/{list}", type, [], limit, "", cancellation);
        var any = false;
        await using (var output = DiffOutput.Open(session))
        {
            await foreach (var page in Listing.PagesAsync(session.Client, $"{campaign}/{list}", limit, cancellation))
            {
                foreach (var shown in page.Items.Select(item => show(item.Deserialize(type)!)).OfType<Shown>())
                {
                    await output.HeadingAsync(shown.Heading, cancellation);
                    await PatchAsync(session, output, $"{campaign}/{shown.Patch}", cancellation);
                    any = true;
                }
            }
        }

        if (!any)
            session.Terminal.Say("There are no diffs. `octobatch preview FILE --watch` makes them.");
        return ExitCode.Ok;
    }

    /// <returns>Whether there is anything in it.</returns>
    private static async Task<bool> PatchAsync(Session session, DiffOutput output, string path, CancellationToken cancellation)
    {
        using var response = await session.Client.OpenAsync(path, "text/x-diff", cancellation);
        await using var patch = await response.Content.ReadAsStreamAsync(cancellation);
        return await output.PatchAsync(patch, cancellation);
    }

    private static string Title(DiffGroup group)
    {
        var more = group.Count > group.RepositoriesSample.Count ? ", …" : "";
        return $"{Counts.Of(group.Count, "repository", "repositories")}: {string.Join(", ", group.RepositoriesSample)}{more}";
    }

    /// <param name="Patch">Its path, from the campaign's.</param>
    private sealed record Shown(string Heading, string Patch);
}
