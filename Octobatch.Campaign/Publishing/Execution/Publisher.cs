using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>
/// Works on claimed changesets of one installation: looks at all of them, plans each, does what the plans say, and writes every step down.
/// Publishing, watching, repairing and what people ask for all go this way.
/// </summary>
internal sealed class Publisher(
    GitHubClient github, JobMaker maker, BaseFollower follower, StoredChanges stored, Operator work, JobEnd end, ChangesetClaims claims,
    PublishCounter counter, WatchLoad load, TimeProvider time)
{
    private const int MostRounds = 6;

    public async Task RunAsync(IReadOnlyList<ClaimedChangeset> batch, ClaimKind kind, CancellationToken cancellation)
    {
        await using var lease = LeaseKeeper.Start(time, RunStore.Lease / 3, token => claims.RenewAsync(batch, token), cancellation);
        var tally = new RequestTally();
        var installation = github.For(batch[0].InstallationId).With(tally);
        try
        {
            var pace = await load.PaceAsync(batch[0].InstallationId, lease.Token);
            var jobs = new List<Job>(batch.Count);
            foreach (var claim in batch)
                jobs.Add(await maker.MakeAsync(claim, pace, lease.Token));
            foreach (var (job, error) in await Looker.LookAsync(installation, jobs, lease.Token))
                end.Later(job, error);
            foreach (var job in jobs.Where(job => !job.IsOver))
                await GuardAsync(installation, job, lease.Token);
            foreach (var job in jobs.Where(job => kind is ClaimKind.Look && !job.IsOver && job.Operations.Count > 0))
                end.Defer(job);
            await end.SaveAsync([.. jobs.Where(job => job.IsOver || job.Operations.Count == 0)], lease.Token);
            await work.DoAsync(installation, [.. jobs.Where(job => !job.IsOver && job.Operations.Count > 0)], lease.Token);
        }
        finally
        {
            await counter.AddAsync(batch, tally.Sent);
        }
    }

    private async Task GuardAsync(GitHubInstallation installation, Job job, CancellationToken cancellation)
    {
        try
        {
            await PlanAsync(installation, job, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            end.Broken(job, e);
        }
    }

    private async Task PlanAsync(GitHubInstallation installation, Job job, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var before = job.Row;
            var plan = Planner.Plan(job.Row, job.Seen, JobMaker.Wanted(job));
            job.Row = plan.Next;
            if (plan.Note is { } note)
                job.Events.Add(new("note", job.Claim.By, note));
            switch (plan.Operations)
            {
                case [CompareFiles]:
                    if (await follower.CompareAsync(installation, job, cancellation) is { } error)
                    {
                        end.Later(job, error);
                        return;
                    }

                    break;
                case [Recompute]:
                    var made = await follower.RecomputeAsync(installation, job, cancellation);
                    if (made.Why is { } why)
                        job.Row = Planner.Stopped(job.Row, why);
                    else if (made.Error is { } later)
                        end.Later(job, later);
                    if (made != RecomputeResult.Done)
                        return;
                    await maker.RenderAsync(job, cancellation);
                    break;
                case []:
                    return;
                default:
                    if (await IsReadyAsync(installation, job, plan.Operations, cancellation))
                    {
                        foreach (var operation in plan.Operations)
                            job.Operations.Enqueue(operation);
                        return;
                    }

                    job.Row = before;
                    break;
            }
        }

        // The base moves faster than the change can be made.
        end.Later(job, new(GitHubErrorKind.Unavailable, "The base branch moves too fast to follow."));
    }

    /// <summary>Whether the change's files are at hand, the plan is of the kind that they need, and the installation may do it.</summary>
    private async Task<bool> IsReadyAsync(GitHubInstallation installation, Job job, IReadOnlyList<Operation> operations, CancellationToken cancellation)
    {
        if (!operations.Any(operation => operation is Publish or Push))
            return !operations.Any(operation => operation is OpenPull) || await MayAsync(installation, job, opens: true, cancellation);
        job.Stored ??= job.Change?.Artifact is { } key ? await stored.FindAsync(key, cancellation) : null;
        if (job.Stored is null)
        {
            job.Change = null; // the retention sweep has taken it: it is made anew
            return false;
        }

        if (!await MayAsync(installation, job, operations.Any(operation => operation is Publish or OpenPull), cancellation))
            return false;
        var known = job.NeedsSteps ?? false;
        job.NeedsSteps = job.Stored.NeedsSteps;
        return known == job.NeedsSteps || operations.All(operation => operation is not Publish);
    }

    /// <summary>False when a permission is missing, which is then seen.</summary>
    private static async Task<bool> MayAsync(GitHubInstallation installation, Job job, bool opens, CancellationToken cancellation)
    {
        var missing = await installation.MissingPermissionsAsync(Permissions.For(job, opens), cancellation);
        if (missing is not { Ok: true, Value.Count: > 0 })
            return true; // what cannot be found out now is told by the write
        job.Seen = job.Seen with { MissingPermissions = missing.Value };
        return false;
    }
}
