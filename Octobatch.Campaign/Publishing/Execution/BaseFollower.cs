using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Reading;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>What to do about a base that has moved: see whether the files that a change touches are the same there, or make the change anew.</summary>
internal sealed class BaseFollower(PreviewMaker maker, SpecSteps steps, ArtifactStore artifacts, StoredChanges stored)
{
    /// <returns>Why it could not be found out; null: <see cref="Job.Seen"/> knows.</returns>
    public async Task<GitHubError?> CompareAsync(GitHubInstallation github, Job job, CancellationToken cancellation)
    {
        job.Stored ??= job.Change?.Artifact is { } key ? await stored.FindAsync(key, cancellation) : null;
        if (job.Stored is not { } change)
        {
            job.Seen = job.Seen with { Files = TouchedFiles.Changed }; // without the patch it is made anew
            return null;
        }

        var wanted = new WantedEntries(job.Repository, [.. change.Change.Files.Select(file => file.Path)], []);
        await foreach (var read in github.ReadEntriesAsync([wanted], cancellation))
        {
            if (!read.Ok)
                return read.Error;
            var same = change.Change.Files.All(file => IsSame(file.Before, read.Value.Files.GetValueOrDefault(file.Path)));
            job.Seen = job.Seen with { Files = same ? TouchedFiles.Same : TouchedFiles.Changed, DefaultHead = read.Value.Head.Commit };
        }

        return null;
    }

    public async Task<RecomputeResult> RecomputeAsync(GitHubInstallation github, Job job, CancellationToken cancellation)
    {
        var claim = job.Claim;
        var prepared = await steps.FindAsync(
            new ActivePreview(0, claim.Campaign, 0, claim.SpecVersion ?? 1, claim.StepsHash ?? [], claim.AskedBy ?? "system"), cancellation);
        await foreach (var (_, outcome) in maker.MakeAsync(prepared, github.With(PreviewMaker.ReadOnly), [job.Repository.ToString()], cancellation))
        {
            switch (outcome)
            {
                case Made { IsChange: true } made:
                    var key = ArtifactKey.Of(claim.Campaign, claim.StepsHash!, claim.RepositoryId, made.BaseCommit!);
                    await artifacts.WriteAsync(key, made.Artifact, cancellation);
                    job.Change = new(made.BaseCommit!, made.Patch.Hash, key, made.Patch.FilesChanged, made.Patch.Additions, made.Patch.Deletions);
                    break;
                case Made made:
                    job.Change = new(made.BaseCommit!, null, null, 0, 0, 0);
                    break;
                case Failed failed:
                    return new(new(failed.Code, failed.Words, failed.Retryable), null);
                case Later later:
                    return new(null, new GitHubError(GitHubErrorKind.Unavailable, later.Words) { RetryAt = later.At });
            }
        }

        (job.Stored, job.NeedsSteps) = (null, null);
        job.Seen = job.Seen with { Files = TouchedFiles.Same, DefaultHead = job.Change!.Base };
        return RecomputeResult.Done;
    }

    private static bool IsSame(ArtifactSide? before, Entry? now) =>
        before is null ? now is null : now is not null && now.Oid == before.BlobId && now.Mode == before.Mode;
}

/// <param name="Why">The change cannot be made.</param>
/// <param name="Error">It cannot be made now.</param>
internal sealed record RecomputeResult(Why? Why, GitHubError? Error)
{
    public static readonly RecomputeResult Done = new(null, null);
}
