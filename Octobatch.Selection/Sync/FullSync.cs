using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;
using Octobatch.Selections.Inventory;

namespace Octobatch.Selections.Sync;

/// <summary>
/// Reads everything that an installation covers: a request for each page of 100, and one more for the heads on it that are not known.
/// Goes on at the page where it, or a worker that died, stopped. What it has not seen in the end is marked removed.
/// </summary>
internal sealed class FullSync(GitHubClient github, InventoryWriter writer, SyncInventory inventory, SyncStore syncs)
{
    private const int PageSize = 100;

    /// <summary>Pages shift while they are read; so often they are read again until all are seen that GitHub counts.</summary>
    private const int MostPasses = 3;

    public async Task<SyncOutcome> RunAsync(SyncClaim claimed, CancellationToken cancellation)
    {
        if (await syncs.BeginFullAsync(claimed, cancellation) is not { } claim)
            return new() { LeaseLost = true };
        var installation = github.For(claim.InstallationId);
        for (var passes = claim.Passes; ; passes++)
        {
            var pass = await PassAsync(installation, claim, passes == claim.Passes ? claim.NextPage : 1, cancellation);
            if (pass.Outcome is { } stopped)
                return stopped;
            if (passes + 1 >= MostPasses || await inventory.CountAsync(claim.InstallationId, claim.StartedAt, cancellation) >= pass.Total)
                break;
            if (!await syncs.PassDoneAsync(claim, cancellation))
                return new() { LeaseLost = true };
        }

        await inventory.RemoveUnseenAsync(claim.InstallationId, claim.StartedAt!.Value, cancellation);
        return new();
    }

    /// <returns>Why it stopped, or null and how many repositories GitHub counts.</returns>
    private async Task<(SyncOutcome? Outcome, int Total)> PassAsync(
        GitHubInstallation installation, SyncClaim claim, int from, CancellationToken cancellation)
    {
        for (var page = from; ; page++)
        {
            var read = await installation.SendAsync(
                new(HttpMethod.Get, $"installation/repositories?per_page={PageSize}&page={page}"), SyncJson.Default.CoveredPage, cancellation);
            if (!read.Ok)
                return (Failed(read.Error), 0);
            var found = read.Value.Repositories;
            await writer.WriteAsync([.. found.Select(repository => RepositoryMapping.Of(repository, claim.InstallationId))], cancellation);
            var heads = await HeadsAsync(installation, found, cancellation);
            if (heads.Error is { } error)
                return (Failed(error), 0);
            if (!await syncs.PageDoneAsync(claim, page, found.Count, read.Value.TotalCount, 1 + heads.Value, cancellation))
                return (new() { LeaseLost = true }, 0);
            if (found.Count < PageSize)
                return (null, read.Value.TotalCount);
        }
    }

    /// <returns>How many requests that took.</returns>
    private async Task<GitHubResult<int>> HeadsAsync(
        GitHubInstallation installation, IReadOnlyList<CoveredRepository> page, CancellationToken cancellation)
    {
        var unknown = await inventory.WithoutHeadAsync(page.Select(repository => repository.Id), cancellation);
        if (unknown.Count == 0)
            return 0;
        var nodes = await installation.HeadsAsync([.. unknown.Select(repository => repository.NodeId)], cancellation);
        if (!nodes.Ok)
            return nodes.Error;
        await inventory.WriteHeadsAsync(
            [.. unknown.Zip(nodes.Value).Where(pair => pair.Second is not null)
                .Select(pair => (pair.First.Id, RepositoryMapping.Head(pair.Second!.Value), RepositoryMapping.Languages(pair.Second.Value)))], cancellation);
        return 1;
    }

    private static SyncOutcome Failed(GitHubError error) => new(error.Message, error.RetryAt);
}
