using Octobatch.GitHub.Errors;
using Octobatch.Selections.Files;
using Octobatch.Selections.Queries;
using Octobatch.ServiceDefaults.Paging;

namespace Octobatch.Selections.Inventory;

/// <summary>Answers a query a page at a time: from the inventory, then from GitHub where it asks about files.</summary>
internal sealed class RepositorySearch(InventoryReader inventory, FileConditions files)
{
    /// <summary>A page looks into the files of so many repositories at most, so that it costs GitHub about ten requests.</summary>
    private const int MostLookedInto = 500;

    public async Task<GitHubResult<Page<ListedRepository>>> FindAsync(
        Query query, RepositoryCursor? after, int limit, CancellationToken cancellation)
    {
        var terms = query.FileTerms.ToList();
        var size = terms.Count == 0 ? limit : MostLookedInto;
        var candidates = await inventory.ReadAsync(query, after, size + 1, cancellation);
        if (terms.Count == 0)
            return Listed(candidates.ToPage(limit, CursorOf));

        var page = candidates.ToPage(size, CursorOf);
        var hold = await files.HoldAsync(terms, [.. page.Items.Select(r => new FileSubject(r.Id, r.InstallationId, r.Owner, r.Name))], cancellation);
        if (!hold.Ok)
            return hold.Error;
        var found = page.Items.Where(repository => hold.Value.Contains(repository.Id)).Take(limit + 1).ToList();
        return Listed(found.Count > limit ? found.ToPage(limit, CursorOf) : new(found, page.Next));
    }

    private static string CursorOf(Repository repository) => RepositoryCursor.Of(repository.Owner, repository.Name, repository.Id).ToString();

    private static Page<ListedRepository> Listed(Page<Repository> page) => new([.. page.Items.Select(ListedRepository.Of)], page.Next);
}
