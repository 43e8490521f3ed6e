using System.Collections.Concurrent;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Texts;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub.Requests;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Makes jobs of claims: with their spec, and with the texts that their pull requests shall have.</summary>
internal sealed class JobMaker(PublishSpecs specs, StoredChanges stored, PublicAddress address, GitHubSettings github)
{
    private const int MostKept = 200;

    private readonly ConcurrentDictionary<(string Campaign, int Version), ChangesetTexts> texts = new();

    public async Task<Job> MakeAsync(ClaimedChangeset claim, WatchPace pace, CancellationToken cancellation)
    {
        var job = new Job(claim, await specs.FindAsync(claim.Campaign, claim.SpecVersion ?? 1, cancellation)) { Pace = pace };
        await RenderAsync(job, cancellation);
        return job;
    }

    /// <summary>Renders the texts for the change as the job has it now.</summary>
    public async Task RenderAsync(Job job, CancellationToken cancellation)
    {
        var claim = job.Claim;
        if (job.Change is not { Patch: not null } change)
        {
            job.Texts = null;
            return;
        }

        var templates = Templates(claim.Campaign, claim.SpecVersion ?? 1, job.Spec);
        if (templates.NeedsOutputs && change.Artifact is { } key)
            job.Stored ??= await stored.FindAsync(key, cancellation);
        job.Texts = templates.Render(new(
            claim.Campaign, job.Spec.Description, address.Url is { } url ? new Uri(url, $"campaigns/{claim.Campaign}").AbsoluteUri : "",
            claim.Repository, job.Seen.DefaultBranch ?? claim.DefaultBranch, $"{Web(github.ApiBaseUrl)}/{claim.Repository}",
            change.Files, change.Additions, change.Deletions, job.Stored?.Change.Outputs ?? []));
    }

    public static Wanted Wanted(Job job)
    {
        var (claim, spec) = (job.Claim, job.Spec);
        return new(claim.Campaign, spec.Changeset.Branch, claim.SpecVersion ?? 1)
        {
            Selected = claim.Selected,
            CampaignClosed = claim.CampaignClosed,
            Change = job.Change is { } change ? new(change.Patch, change.Base, job.NeedsSteps ?? false) : null,
            Approved = claim.Approved,
            Text = job.TextHash,
            Extras = (spec.Changeset.Labels.Count > 0 ? Extras.Labels : Extras.None)
                | (spec.Changeset.Reviewers.Count + spec.Changeset.TeamReviewers.Count > 0 ? Extras.Reviewers : Extras.None)
                | (spec.Changeset.Assignees.Count > 0 ? Extras.Assignees : Extras.None) | (spec.Merge is MergePolicy.Auto ? Extras.AutoMerge : Extras.None),
            Draft = spec.Changeset.Draft,
            Drift = spec.Drift,
            Recompute = spec.Publish.Recompute,
        };
    }

    // Specs never change, so neither do these.
    private ChangesetTexts Templates(string campaign, int version, CampaignSpec spec)
    {
        if (texts.TryGetValue((campaign, version), out var known))
            return known;
        if (texts.Count >= MostKept)
            texts.Clear();
        return texts[(campaign, version)] = new(spec.Changeset);
    }

    // https://api.github.com and https://HOST/api/v3 are the APIs of https://github.com and https://HOST.
    private static string Web(Uri api) => api.Host.StartsWith("api.", StringComparison.Ordinal)
        ? $"{api.Scheme}://{api.Host["api.".Length..]}"
        : api.GetLeftPart(UriPartial.Authority);
}
