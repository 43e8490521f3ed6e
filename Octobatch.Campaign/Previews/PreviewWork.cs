using System.Collections.Concurrent;
using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.GitHub;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Requests;
using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Campaigns.Previews;

/// <summary>Does a claimed batch: what was found before is taken over, the rest is made, kept in the blob store, and only then in the rows.</summary>
internal sealed partial class PreviewWork(
    GitHubClient github, PreviewMaker maker, SpecSteps specs, EarlierResults earlier, TargetClaims claims, TargetResults results,
    ArtifactStore artifacts, TimeProvider time, ILogger<PreviewWork> logger)
{
    private const int WritesAtOnce = 16;
    private const int WriteTries = 3;

    /// <summary>A target that has taken so many workers down with it gets no other.</summary>
    private const int MostAttempts = 20;

    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterBlobStore = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    public async Task RunAsync(PreviewBatch batch, CancellationToken cancellation)
    {
        await using var lease = LeaseKeeper.Start(time, RunStore.Lease / 3, token => claims.RenewAsync(batch, token), cancellation);
        var tally = new RequestTally();
        var installation = github.For(batch.InstallationId, PreviewMaker.ReadOnly).With(tally);
        var (finished, delayed) = (new ConcurrentBag<TargetResult>(), new ConcurrentBag<TargetDelay>());
        var left = batch.Targets.Where(target => target.Attempts <= MostAttempts).ToList();
        foreach (var target in batch.Targets.Where(target => target.Attempts > MostAttempts))
            finished.Add(FailedResult(target, new(FailureCodes.Internal, $"It was begun {MostAttempts} times and never came to an end.", Retryable: true)));
        left = await ReuseAsync(batch, installation, left, finished, lease.Token);
        if (left.Count > 0)
        {
            var steps = await specs.FindAsync(batch.Run, lease.Token);
            await Parallel.ForEachAsync(
                maker.MakeAsync(steps, installation, [.. left.Select(target => target.Repository)], lease.Token),
                new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = lease.Token },
                async (made, token) =>
                {
                    if (await KeepAsync(batch, left[made.Index], made.Outcome, token) is var (result, delay) && result is not null)
                        finished.Add(result);
                    else
                        delayed.Add(delay!);
                });
        }

        await results.WriteAsync(batch, [.. finished], [.. delayed], tally.Sent, lease.Token);
    }

    /// <summary>Takes earlier results over where the head is still the same; those that have none, or another head, are left.</summary>
    private async Task<List<ClaimedTarget>> ReuseAsync(
        PreviewBatch batch, GitHubInstallation installation, List<ClaimedTarget> targets, ConcurrentBag<TargetResult> finished, CancellationToken cancellation)
    {
        var known = await earlier.FindAsync(batch with { Targets = targets }, cancellation);
        var places = known.Keys.Order().ToList();
        var at = 0;
        if (places.Count > 0)
        {
            await foreach (var head in installation.ReadHeadsAsync([.. places.Select(place => targets[place].NodeId)], cancellation))
            {
                var place = places[at++];
                if (head is { Ok: true, Value: { Archived: false, Commit: { } commit } } && commit == known[place].BaseCommit)
                    finished.Add(known[place]);
            }
        }

        var taken = finished.Select(result => result.Target).ToHashSet();
        return [.. targets.Where(target => !taken.Contains(target))];
    }

    private async Task<(TargetResult? Result, TargetDelay? Delay)> KeepAsync(
        PreviewBatch batch, ClaimedTarget target, Outcome outcome, CancellationToken cancellation)
    {
        if (outcome is Made { IsChange: true } made)
        {
            var key = ArtifactKey.Of(batch.Run.Campaign, batch.Run.StepsHash, target.RepositoryId, made.BaseCommit!);
            if (await WriteAsync(key, made.Artifact, cancellation) is { } words)
                return (null, new(target, time.GetUtcNow() + AfterBlobStore, Counts: false));
            return (new(target, TargetStates.Ready)
            {
                BaseCommit = made.BaseCommit,
                PatchHash = made.Patch.Hash,
                Artifact = key,
                Files = made.Patch.FilesChanged,
                Additions = made.Patch.Additions,
                Deletions = made.Patch.Deletions,
            }, null);
        }

        return outcome switch
        {
            Failed failed => (FailedResult(target, failed), null),
            Later later when target.Attempts >= later.Most => (FailedResult(target, new(later.Code, later.Words, Retryable: true)), null),
            Later later => (null, new(target, Latest(later.At, time.GetUtcNow() + Backoff(target.Attempts)), Counts: later.Most != Later.AnyNumber)),
            _ => (new(target, TargetStates.NoChange) { BaseCommit = outcome.BaseCommit }, null),
        };
    }

    /// <returns>Why it could not be written; null when it is.</returns>
    private async Task<string?> WriteAsync(string key, Artifact artifact, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await artifacts.WriteAsync(key, artifact, cancellation);
                return null;
            }
            catch (BlobStoreException e) when (tries == WriteTries || !e.CanRetry)
            {
                LogNotWritten(key, e.Message);
                return e.Message;
            }
            catch (BlobStoreException)
            {
                await Task.Delay(BetweenWrites * tries, time, cancellation);
            }
        }
    }

    private static TargetResult FailedResult(ClaimedTarget target, Failed failed) => new(target, TargetStates.Failed)
    {
        BaseCommit = failed.BaseCommit,
        FailureCode = failed.Code,
        Failure = failed.Words,
        Retryable = failed.Retryable,
    };

    private static DateTimeOffset Latest(DateTimeOffset? told, DateTimeOffset own) => told is { } at && at > own ? at : own;

    private static TimeSpan Backoff(int attempts)
    {
        var wait = TimeSpan.FromSeconds(2 * Math.Pow(2, Math.Min(attempts, 10)));
        return wait < LongestWait ? wait : LongestWait;
    }

    [LoggerMessage(LogLevel.Warning, "The blob store did not take {Key}: {Reason}")]
    private partial void LogNotWritten(string key, string reason);
}
