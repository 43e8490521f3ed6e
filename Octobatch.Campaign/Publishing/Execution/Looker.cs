using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Pulls;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Looks at what GitHub has of changesets: their branches, pull requests and base, 50 a request.</summary>
internal static class Looker
{
    /// <returns>An error for each job that could not be looked at.</returns>
    public static async Task<IReadOnlyDictionary<Job, GitHubError>> LookAsync(
        GitHubInstallation github, IReadOnlyList<Job> jobs, CancellationToken cancellation)
    {
        var failed = new Dictionary<Job, GitHubError>();
        var at = 0;
        GitHubError? last = null;
        await foreach (var seen in github.ReadBranchesAsync([.. jobs.Select(Key)], cancellation))
        {
            var job = jobs[at++];
            last = seen.Error;
            if (seen.Ok)
                Take(job, seen.Value);
            else if (seen.Error.Kind is GitHubErrorKind.NotFound)
                job.Seen = new Observed { Found = false };
            else
                failed[job] = seen.Error;
        }

        // An error that concerns all ends the sequence.
        for (; at < jobs.Count; at++)
            failed[jobs[at]] = last!;
        await OthersAsync(github, [.. jobs.Where(job => !failed.ContainsKey(job))], failed, cancellation);
        return failed;
    }

    // A pull request that is known is all that there is to see, unless somebody wants another in its place.
    private static BranchKey Key(Job job) => new(
        job.Repository, job.Branching, job.Row is { State: not ChangesetState.Publishing, Asked: not Asked.Retry, Replaces: null } ? job.Row.Pull : null);

    /// <summary>Pull requests that are not among the newest of the branch, and those that are replaced.</summary>
    private static async Task OthersAsync(
        GitHubInstallation github, IReadOnlyList<Job> jobs, Dictionary<Job, GitHubError> failed, CancellationToken cancellation)
    {
        var missing = jobs.Where(job => job.Seen.Found && job.Row.Pull is { } pull && job.Seen.Pulls.All(seen => seen.Number != pull))
            .Select(job => (Job: job, Number: job.Row.Pull!.Value, Replaced: false))
            .Concat(jobs.Where(job => job.Row.Replaces is not null).Select(job => (Job: job, Number: job.Row.Replaces!.Value, Replaced: true))).ToList();
        if (missing.Count == 0)
            return;
        var at = 0;
        await foreach (var seen in github.ReadPullsAsync([.. missing.Select(pull => new PullKey(pull.Job.Repository, pull.Number))], cancellation))
        {
            var (job, _, replaced) = missing[at++];
            if (!seen.Ok)
                failed[job] = seen.Error;
            else
                job.Seen = replaced ? job.Seen with { Replaced = Of(seen.Value) } : job.Seen with { Pulls = [.. job.Seen.Pulls, Of(seen.Value)] };
        }

        for (; at < missing.Count; at++)
            failed[missing[at].Job] = new(GitHubErrorKind.Unavailable, "Not looked at.");
    }

    private static void Take(Job job, BranchState state)
    {
        // Another repository has the name now.
        if (state.RepositoryNumber is { } number && number != job.Claim.RepositoryId)
        {
            job.Seen = new Observed { Found = false };
            return;
        }

        job.Branch = state;
        job.RepositoryId = state.RepositoryId;
        job.Repository = GitHub.Repositories.RepositoryName.Parse(state.FullName);
        job.Seen = new Observed
        {
            Archived = state.Archived,
            DefaultBranch = state.DefaultBranch,
            DefaultHead = state.DefaultHead,
            Branch = state.BranchHead is { } head ? BranchOf(job, state, head) : null,
            Pulls = [.. state.Pulls.Where(pull => !pull.FromFork).Select(Of)],
        };
        if (job.Change is { } change && change.Base == state.DefaultHead)
            job.Seen = job.Seen with { Files = TouchedFiles.Same };
        if (state.Pulls.FirstOrDefault(pull => pull.Number == job.Row.Pull) is { } pull)
            job.Health = new(Words.Of(ChecksOf(pull)), Words.Of(ReviewOf(pull)), Words.Of(MergeableOf(pull)));
    }

    // A commit is the one that was about to be made when it stands on the same base and says the same: no one else can know both before.
    private static ObservedBranch BranchOf(Job job, BranchState state, string head)
    {
        var commit = state.HeadCommit;
        var ours = head == job.Row.Head
            || (job.Row.Intent is { Base: { } from } && commit is not null && commit.Parents.Contains(from) && commit.Headline == job.Texts?.Headline);
        // GitHub's button merges what does not conflict. A merge that was pushed, or made in its editor for conflicts, may say anything.
        var merges = commit is { Parents: [var first, _], ViaWeb: true } && first == job.Row.Head
            && !job.Row.Done.HasFlag(Extras.Conflicted)
            && commit.Headline.StartsWith($"Merge branch '{state.DefaultBranch}' into", StringComparison.Ordinal);
        return new(head, ours, commit?.Author, merges);
    }

    private static ObservedPull Of(PullState pull) => new(
        pull.Number, pull.Id, pull.State switch { "OPEN" => PullStage.Open, "MERGED" => PullStage.Merged, _ => PullStage.Closed },
        PullTexts.Hash(pull.Title, pull.Body), Marker.Find(pull.Body))
    {
        Url = pull.Url,
        Draft = pull.IsDraft,
        AutoMerge = pull.AutoMerge,
        Checks = ChecksOf(pull),
        Review = ReviewOf(pull),
        Mergeable = MergeableOf(pull),
    };

    private static Checks ChecksOf(PullState pull) => pull.Checks switch
    {
        null => Checks.None,
        "SUCCESS" => Checks.Passing,
        "PENDING" or "EXPECTED" => Checks.Pending,
        _ => Checks.Failing,
    };

    private static Review ReviewOf(PullState pull) => pull.Review switch
    {
        "APPROVED" => Review.Approved,
        "CHANGES_REQUESTED" => Review.ChangesRequested,
        "REVIEW_REQUIRED" => Review.Required,
        _ => Review.None,
    };

    private static Mergeable MergeableOf(PullState pull) => pull.Mergeable switch
    {
        "MERGEABLE" => Mergeable.Yes,
        "CONFLICTING" => Mergeable.Conflicts,
        _ => Mergeable.Unknown,
    };
}
