using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Octobatch.Selections.Inventory;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>Lists that are longer than a page: a link leads on, until all was shown.</summary>
public sealed partial class PagingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Settings_show_every_installation_with_how_far_it_is()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        await stack.Selection.SeedAsync([.. Enumerable.Range(1, 150).Select(i => new Installation(i, $"org-{i:000}", 1_000 + i) { AccountType = "Organization", RepositorySelection = "all" })], []);
        await stack.CountAsync("insert into selection.syncs (installation_id, due, full_due, error) values (150, 'infinity', 'infinity', 'GitHub is away.') returning 1");
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, (await stack.Gateway.CreateKeyAsync("viewer")).Key);

        var pages = await ReadAsync(visitor, "/settings");

        Assert.Equal([100, 50], pages.Select(page => Accounts().Count(page)));
        Assert.Contains("GitHub is away.", pages[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changeset_shows_all_that_happened_to_it()
    {
        using var blobs = new TempDirectory();
        await using var stack = await GatewayStack.StartAsync(
            postgres, [("OCTOBATCH_BLOBSTORE_ENDPOINT", new Uri(blobs.Path).AbsoluteUri), ("OCTOBATCH_BLOBSTORE_BUCKET", "artifacts")]);
        using var created = await stack.Gateway.SendAsync(
            "POST", "/api/campaigns", GatewayStack.AdminKey,
            JsonElement.Parse("""{"version":1,"name":"long","select":[{"query":"org:acme"}],"steps":[{"write":{"file":"a","content":"b"}}],"changeset":{"title":"c"}}"""));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        await stack.CountAsync(
            """
            with changeset as (
                insert into campaign.changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, updated_at)
                values ('long', 1, 'acme', 'one', 'acme/one', 'R_1', 1, 'main', 'open', '2026-05-01')),
            events as (
                insert into campaign.changeset_events (campaign, repository_id, at, event, state, by, detail)
                select 'long', 1, timestamptz '2026-05-01 12:00Z' + i * interval '1 minute', 'note', 'open', 'system', 'Note ' || i || '.' from generate_series(1, 250) i)
            select 1
            """);
        using var visitor = await Visitor.SignedInAsync(stack.Gateway, (await stack.Gateway.CreateKeyAsync("viewer")).Key);

        var pages = await ReadAsync(visitor, "/campaigns/long/changesets/acme/one?view=split");

        Assert.Equal(Enumerable.Range(1, 250).Select(i => $"{i}"), pages.SelectMany(page => Notes().Matches(page)).Select(note => note.Groups["number"].Value));
        Assert.Equal(3, pages.Count);
    }

    private static async Task<List<string>> ReadAsync(Visitor visitor, string first)
    {
        var pages = new List<string>();
        for (string? path = first; path is not null; path = Next().Match(pages[^1]) is { Success: true } next ? WebUtility.HtmlDecode(next.Groups["path"].Value) : null)
            pages.Add(await visitor.ReadAsync(path));
        return pages;
    }

    [GeneratedRegex("<a href=\"(?<path>[^\"]+)\" rel=\"next\">", RegexOptions.NonBacktracking)]
    private static partial Regex Next();

    [GeneratedRegex("<th scope=\"row\">org-\\d", RegexOptions.NonBacktracking)]
    private static partial Regex Accounts();

    [GeneratedRegex("Note (?<number>\\d+)\\.", RegexOptions.NonBacktracking)]
    private static partial Regex Notes();
}
