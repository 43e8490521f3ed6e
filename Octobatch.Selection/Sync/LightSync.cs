using System.Text.Json;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.Selections.Inventory;

namespace Octobatch.Selections.Sync;

/// <summary>
/// Looks with two requests whether anything has changed: what was pushed to or changed last, and how many repositories there are. Follows
/// small changes by itself; asks for a full sync when it cannot tell what else has changed, or when the numbers disagree.
/// </summary>
internal sealed class LightSync(GitHubClient github, InventoryWriter writer, SyncInventory inventory)
{
    public const int Requests = 2;

    public async Task<SyncOutcome> RunAsync(SyncClaim claim, CancellationToken cancellation)
    {
        var installation = github.For(claim.InstallationId);
        var latest = await installation.LatestAsync(claim.Account, cancellation);
        if (!latest.Ok)
            return latest.Error.Kind is GitHubErrorKind.NotFound ? new(FullNeeded: true) : new(latest.Error.Message, latest.Error.RetryAt);
        var seen = latest.Value.Select(node => RepositoryMapping.Of(node, claim.InstallationId)).ToList();
        var known = await inventory.TimesAsync(seen.Select(repository => repository.Id), cancellation);
        // Unknown ones may be outside of what the installation covers: the count below tells whether any is missing here.
        var changed = seen.Where(repository => known.TryGetValue(repository.Id, out var times) && times != (repository.PushedAt, repository.UpdatedAt)).ToList();
        if (changed.Count > 0)
            await writer.WriteAsync(changed, cancellation);

        // Conditional: as long as the token lives, the same count costs nothing.
        var page = await installation.SendAsync(
            new(HttpMethod.Get, "installation/repositories?per_page=1") { Conditional = true }, SyncJson.Default.CoveredPage, cancellation);
        if (!page.Ok)
            return new(page.Error.Message, page.Error.RetryAt);
        var all = changed.Count > 0 && changed.Count >= Math.Min(seen.Count, NodeCalls.MostNodes);
        return new(FullNeeded: all || await inventory.CountAsync(claim.InstallationId, null, cancellation) != page.Value.TotalCount);
    }
}
