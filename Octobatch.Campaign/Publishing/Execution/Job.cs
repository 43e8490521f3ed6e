using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Texts;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>One claimed changeset at work: what is recorded, seen and wanted, and what is left to do. Used by one task at a time.</summary>
internal sealed class Job(ClaimedChangeset claim, CampaignSpec spec)
{
    public ClaimedChangeset Claim => claim;

    public CampaignSpec Spec => spec;

    public RepositoryName Repository { get; set; } = RepositoryName.Parse(claim.Repository);

    public Recorded Row { get; set; } = claim.Row;

    public ChangeColumns? Change { get; set; } = claim.Change;

    public Health Health { get; set; } = claim.Health;

    public Observed Seen { get; set; } = new();

    /// <summary>The repository's name in GraphQL, as GitHub gave it.</summary>
    public string RepositoryId { get; set; } = claim.NodeId;

    /// <summary>Our branch as GitHub showed it.</summary>
    public BranchState? Branch { get; set; }

    /// <summary>What one document cannot write is in the change; null: nobody has looked.</summary>
    public bool? NeedsSteps { get; set; }

    public StoredChange? Stored { get; set; }

    public RenderedTexts? Texts { get; set; }

    /// <summary>How often its installation's pull requests are looked at.</summary>
    public WatchPace Pace { get; init; } = WatchPace.Usual;

    /// <summary>What is left of the plan.</summary>
    public Queue<Operation> Operations { get; } = [];

    public List<ChangesetHappening> Events { get; } = [];

    /// <summary>What was made and taken away again within one operation.</summary>
    public DeleteBranch? TakenAway { get; set; }

    /// <summary>Whether nothing more is done now; <see cref="End"/> says how it is left.</summary>
    public bool IsOver { get; set; }

    public JobEnding? End { get; set; }

    /// <summary>What the row says already, so that only news becomes a line of the timeline.</summary>
    public ChangesetState SavedState { get; set; } = claim.Row.State;

    public Health SavedHealth { get; set; } = claim.Health;

    public Asked SavedAsked { get; set; } = claim.Row.Asked;

    /// <summary>Whether nothing of it is on GitHub yet, as far as the look has shown: then it is given back as if it had never been taken up.</summary>
    // A branch that is there although nothing was ever about to be written is somebody else's.
    public bool Begins => Row is { Pull: null, Head: null, Replaces: null } && (Seen.Branch is null || claim.Row.Intent is null);

    /// <summary>Whether a person has asked for what is done: it waits for no rollout.</summary>
    public bool ByHand => claim.AskedBy is not null;

    public string Branching => Row.Branch ?? spec.Changeset.Branch;

    public Marker? Marker => (Change?.Patch ?? Row.Content?.Patch) is { } patch
        ? new(claim.Campaign, claim.SpecVersion ?? Row.Content?.SpecVersion ?? 1, patch)
        : null;

    public string Body => PullTexts.WithMarker(Texts!.Body, Marker!);

    // As it is written, cut where GitHub has no more room.
    public string? TextHash => Texts is null ? null : PullTexts.Hash(Texts.Title, Body);
}

/// <summary>A change as the blob store has it: the files, and the bytes of those that are new.</summary>
internal sealed record StoredChange(ArtifactChange Change, IReadOnlyDictionary<string, byte[]> Blobs)
{
    // createCommitOnBranch takes the whole in one document; GitHub gives up on large ones.
    private const int LargestDocument = 1_000_000;
    private const int MostFiles = 500;
    private const string Plain = "100644";

    /// <summary>Modes, links and too many bytes go by git's own objects.</summary>
    public bool NeedsSteps => Change.Files.Count > MostFiles || Blobs.Values.Sum(blob => (long)blob.Length) > LargestDocument
        || Change.Files.Any(file => file.After is { } after && (after.Mode != Plain || file.Before is { Mode: not Plain } || !Blobs.ContainsKey(after.BlobId)));
}
