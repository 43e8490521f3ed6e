using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.GitHub;
using Octobatch.GitHub.Reading;
using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Campaigns.Previews;

/// <summary>Does a claimed batch: what was found before is taken over, the rest is made, kept in the blob store, and only then in the rows.</summary>
internal sealed partial class PreviewWork(
    GitHubClient github, PreviewMaker maker, SpecSteps specs, EarlierResults earlier, TargetClaims claims, TargetResults results,
    ArtifactStore artifacts, CommandPlaces commands, TimeProvider time, ILogger<PreviewWork> logger)
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
        await using var pass = Begin(batch, cancellation);
        var left = await ReuseAsync(pass);
        if (left.Count > 0)
            await MakeAsync(pass, left);
        await WriteAsync(pass);
    }

    /// <summary>
    /// The same where commands are among the steps: for so many targets at once as there are places, each with its own lease and its result
    /// written as soon as it is there, because each takes its own, possibly long, time. What has no place is given back.
    /// </summary>
    /// <param name="places">Of <see cref="CommandPlaces"/>; they are returned here, one by one.</param>
    public async Task RunCommandsAsync(PreviewBatch batch, int places, CancellationToken cancellation)
    {
        List<ClaimedTarget> taken = [];
        try
        {
            await using var pass = Begin(batch, cancellation);
            var left = await ReuseAsync(pass);
            foreach (var target in left.Skip(places))
                pass.Delayed.Add(new(target, time.GetUtcNow(), Counts: false));
            await WriteAsync(pass);
            taken = left[..Math.Min(places, left.Count)];
        }
        finally
        {
            commands.Return(places - taken.Count);
        }

        await Task.WhenAll(taken.Select(async target =>
        {
            try
            {
                await using var pass = Begin(batch with { Targets = [target] }, cancellation);
                await MakeAsync(pass, [target]);
                await WriteAsync(pass);
            }
            finally
            {
                commands.Return(1);
            }
        }));
    }

    private PreviewPass Begin(PreviewBatch batch, CancellationToken cancellation) => new(
        batch, github.For(batch.InstallationId, PreviewMaker.ReadOnly),
        LeaseKeeper.Start(time, RunStore.Lease / 3, token => claims.RenewAsync(batch, token), cancellation));

    private async Task MakeAsync(PreviewPass pass, List<ClaimedTarget> targets)
    {
        var steps = await specs.FindAsync(pass.Batch.Run, pass.Token);
        await Parallel.ForEachAsync(
            maker.MakeAsync(steps, pass.GitHub, [.. targets.Select(target => target.Repository)], pass.Token),
            new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = pass.Token },
            async (made, token) =>
            {
                if (await KeepAsync(pass.Batch, targets[made.Index], made.Outcome, token) is var (result, delay) && result is not null)
                    pass.Finished.Add(result);
                else
                    pass.Delayed.Add(delay!);
            });
    }

    private Task WriteAsync(PreviewPass pass) => results.WriteAsync(pass.Batch, [.. pass.Finished], [.. pass.Delayed], pass.Requests, pass.Token);

    /// <summary>Takes earlier results over where the head is still the same; those that have none, or another head, are left.</summary>
    private async Task<List<ClaimedTarget>> ReuseAsync(PreviewPass pass)
    {
        foreach (var target in pass.Batch.Targets.Where(target => target.Attempts > MostAttempts))
            pass.Finished.Add(FailedResult(target, new(FailureCodes.Internal, $"It was begun {MostAttempts} times and never came to an end.", Retryable: true)));
        var targets = pass.Batch.Targets.Where(target => target.Attempts <= MostAttempts).ToList();
        var known = await earlier.FindAsync(pass.Batch with { Targets = targets }, pass.Token);
        var places = known.Keys.Order().ToList();
        var at = 0;
        if (places.Count > 0)
        {
            await foreach (var head in pass.GitHub.ReadHeadsAsync([.. places.Select(place => targets[place].NodeId)], pass.Token))
            {
                var place = places[at++];
                if (head is { Ok: true, Value: { Archived: false, Commit: { } commit } } && commit == known[place].BaseCommit)
                    pass.Finished.Add(known[place]);
            }
        }

        var taken = pass.Finished.Select(result => result.Target).ToHashSet();
        return [.. targets.Where(target => !taken.Contains(target))];
    }

    private async Task<(TargetResult? Result, TargetDelay? Delay)> KeepAsync(
        PreviewBatch batch, ClaimedTarget target, Outcome outcome, CancellationToken cancellation)
    {
        string? key = null;
        if (Kept(batch, target, outcome) is { } kept)
        {
            key = kept.Key;
            if (await WriteAsync(key, kept.Artifact, cancellation) is not null)
                return (null, new(target, time.GetUtcNow() + AfterBlobStore, Counts: false));
        }

        return outcome switch
        {
            Made { IsChange: true } made => (new(target, TargetStates.Ready)
            {
                BaseCommit = made.BaseCommit,
                PatchHash = made.Patch.Hash,
                Artifact = key,
                Files = made.Patch.FilesChanged,
                Additions = made.Patch.Additions,
                Deletions = made.Patch.Deletions,
            }, null),
            Failed failed => (FailedResult(target, failed) with { Artifact = key }, null),
            Later later when target.Attempts >= later.Most => (FailedResult(target, new(later.Code, later.Words, Retryable: true)), null),
            Later later => (null, new(target, Latest(later.At, time.GetUtcNow() + Backoff(target.Attempts)), Counts: later.Most != Later.AnyNumber)),
            _ => (new(target, TargetStates.NoChange) { BaseCommit = outcome.BaseCommit, Artifact = key }, null),
        };
    }

    /// <summary>What is kept in the blob store: changes, and what commands wrote whatever came of them.</summary>
    private static (string Key, Artifact Artifact)? Kept(PreviewBatch batch, ClaimedTarget target, Outcome outcome) => outcome switch
    {
        Made made when made.IsChange || made.Artifact.Log.Length > 0 =>
            (ArtifactKey.Of(batch.Run.Campaign, batch.Run.StepsHash, target.RepositoryId, made.BaseCommit!), made.Artifact),
        Failed { Log.Length: > 0 } failed =>
            (ArtifactKey.OfFailure(batch.Run.Campaign, batch.Run.StepsHash, target.RepositoryId, failed.BaseCommit!), Artifact.OfFailure(failed.Log)),
        _ => null,
    };

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
