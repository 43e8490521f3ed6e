using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Changesets;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Diffs;

/// <summary>What a preview found, each different patch once; and publishing exactly what was looked at.</summary>
internal static class DiffPages
{
    private const int Groups = 10;
    private const int Repositories = 50;

    public static async Task<IResult> ListAsync(string name, int? run, string? view, string? after, ApiClient api)
    {
        var path = CampaignPages.PathOf(name);
        var campaign = api.GetAsync<CampaignItem>(path);
        var runs = (await api.GetAsync<ApiPage<RunItem>>($"{path}/runs?limit=50")).Value?.Items ?? [];
        // One preview for all that the page says and does. Until one is completed, what there is of the first.
        var preview = runs.FirstOrDefault(r => r.Kind == "preview" && (run is null ? r.State == "completed" : r.Number == run));
        run ??= preview?.Number;
        var groups = await api.GetAsync<ApiPage<DiffGroup>>(Addresses.Of($"{path}/diffs", ("run", $"{run}"), ("after", after), ("limit", $"{Groups}")));
        if (groups.Problem is { } problem)
            return problem;
        if ((await campaign).Problem is { } missing)
            return missing;
        var patches = await Task.WhenAll(groups.Value!.Items.Select(group => PatchAsync(path, group.PatchHash, run, api)));
        var canPublish = preview is { State: "completed" } && (await campaign).Value!.State == "open" && api.Can(HttpMethod.Post, $"{path}/runs");
        return Page.Of<DiffsView>(new DiffsPage(name, preview, run, groups.Value, patches, view == "split", after, canPublish, runs.FirstOrDefault(r => r.Kind == "publish")?.Number));
    }

    public static async Task<IResult> ShowAsync(string name, string hash, int? run, string? view, int? file, string? after, ApiClient api)
    {
        var path = CampaignPages.PathOf(name);
        var repositories = api.GetAsync<ApiPage<ChangesetItem>>(Addresses.Of($"{path}/changesets", ("patch_hash", hash), ("after", after), ("limit", $"{Repositories}")));
        var patch = await api.GetAsync<string>(Addresses.Of($"{path}/diffs/{Addresses.Escape(hash)}", ("run", $"{run}")));
        if (patch.Problem is { } problem)
            return problem;
        return Page.Of<DiffView>(new DiffPage(name, hash, run, PatchReader.Read(patch.Value!), (await repositories).Value ?? ApiPage<ChangesetItem>.Empty, view == "split", file, after));
    }

    private static async Task<Patch?> PatchAsync(string path, string hash, int? run, ApiClient api) =>
        (await api.GetAsync<string>(Addresses.Of($"{path}/diffs/{Addresses.Escape(hash)}", ("run", $"{run}")))).Value is { } text ? PatchReader.Read(text) : null;
}

/// <summary>Repositories whose patches are the same.</summary>
public sealed record DiffGroup(string PatchHash, long Count, IReadOnlyList<string> RepositoriesSample, int Files, int Additions, int Deletions);

/// <param name="Preview">The one that is shown; null where its row is not known.</param>
/// <param name="Run">The number of the preview that is shown; null while none is completed and the address names none.</param>
/// <param name="Patches">Of each group; null where it is not kept any more.</param>
/// <param name="Published">The number of the campaign's newest publish run.</param>
public sealed record DiffsPage(
    string Campaign, RunItem? Preview, int? Run, ApiPage<DiffGroup> Groups, IReadOnlyList<Patch?> Patches, bool Split, string? After, bool CanPublish,
    int? Published);

/// <param name="Repositories">One page of those that have this patch now.</param>
public sealed record DiffPage(string Campaign, string Hash, int? Run, Patch Patch, ApiPage<ChangesetItem> Repositories, bool Split, int? File, string? After);
