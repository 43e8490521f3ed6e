using System.Text;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Resolving;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub;

namespace Octobatch.Campaigns.Previews;

/// <summary>Previews a spec on named repositories, by the way that runs go, and keeps nothing.</summary>
internal sealed class DryRun(SelectionClient selection, GitHubClient github, PreviewMaker maker)
{
    /// <summary>An item for each repository, in the order of lists. A trouble: nothing could be looked up.</summary>
    public async Task<(IReadOnlyList<DryRunItem> Items, SelectionTrouble? Trouble)> RunAsync(
        CampaignSpec spec, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var (found, trouble) = await selection.ResolveAsync(names, cancellation);
        if (trouble is not null)
            return ([], trouble);
        var steps = new PreparedSteps(spec.Steps, $"dry run {Guid.NewGuid()}");
        var items = new DryRunItem[found.Count];
        foreach (var installation in found.Index().GroupBy(pair => pair.Item.Included ? pair.Item.InstallationId : null))
        {
            var places = installation.ToList();
            if (installation.Key is not { } id)
            {
                places.ForEach(pair => items[pair.Index] = new(pair.Item.Repository, TargetStates.Failed, pair.Item.Reason));
                continue;
            }

            var reader = github.For(id, PreviewMaker.ReadOnly);
            await foreach (var (index, outcome) in maker.MakeAsync(steps, reader, [.. places.Select(pair => pair.Item.Repository)], cancellation))
                items[places[index].Index] = Item(places[index].Item.Repository, outcome);
        }

        return (items, null);
    }

    private static DryRunItem Item(string repository, Outcome outcome) => outcome switch
    {
        Made { IsChange: true } made => new(repository, TargetStates.Ready, null)
        {
            // The lines of files that are no UTF-8 cannot be said in JSON; a run keeps the very bytes.
            Patch = Encoding.UTF8.GetString(made.Patch.Content.Span),
            Files = made.Patch.FilesChanged,
            Additions = made.Patch.Additions,
            Deletions = made.Patch.Deletions,
        },
        Failed failed => new(repository, TargetStates.Failed, failed.Words),
        Later later => new(repository, TargetStates.Failed, later.Words),
        _ => new(repository, TargetStates.NoChange, null),
    };
}

/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="State"><c>ready</c>, <c>no_change</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record DryRunItem(string Repository, string State, string? Reason)
{
    /// <summary>As <c>git apply</c> takes it; empty where nothing changes.</summary>
    public string Patch { get; init; } = "";

    public int Files { get; init; }

    public int Additions { get; init; }

    public int Deletions { get; init; }
}
