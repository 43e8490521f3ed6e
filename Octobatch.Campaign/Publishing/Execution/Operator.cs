using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Publishing;
using Octobatch.GitHub.Requests;
using Octobatch.ServiceDefaults.Audit;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>
/// Does what plans say: first what is one by one, then what goes for many at once. The intent is written down before, the result after, and
/// between the two stands the gate.
/// </summary>
internal sealed class Operator(Executor executor, ManyExecutor many, WriteGate gate, ChangesetStore store, JobEnd end, LimitSettings limits, TimeProvider time)
{
    public async Task DoAsync(GitHubInstallation github, IReadOnlyList<Job> jobs, CancellationToken cancellation)
    {
        while (jobs.Where(job => !job.IsOver && job.Operations.Count > 0).ToList() is { Count: > 0 } left)
        {
            if (left.Find(job => !ManyExecutor.Takes(job.Operations.Peek())) is { } next)
                await GuardAsync([next], () => OneAsync(github, next, left, cancellation), cancellation);
            else
                await AllowedAsync(github, [.. left.Where(job => job.Operations.Peek().GetType() == left[0].Operations.Peek().GetType())], cancellation);
        }
    }

    private async Task GuardAsync(IReadOnlyList<Job> jobs, Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            foreach (var job in jobs)
                end.Broken(job, e);
            await end.SaveAsync(jobs, cancellation);
        }
    }

    private async Task OneAsync(GitHubInstallation github, Job job, IReadOnlyList<Job> left, CancellationToken cancellation)
    {
        var operation = job.Operations.Peek();
        WriteSlot? slot = null;
        if (operation is Publish)
        {
            var answer = await gate.EnterAsync(job, PublishCalls.Cost(limits.ContentCounts), cancellation);
            if (answer.Outcome is not GateOutcome.Open)
            {
                // Nobody waits with rows in hand: all that wait for the same are given back until then.
                var back = answer.Outcome is GateOutcome.Wait ? left.Where(other => other.Operations.Peek() is Publish).ToList() : [job];
                foreach (var other in back)
                    end.GiveBack(other, answer.Outcome is GateOutcome.Wait ? answer.At : null);
                await end.SaveAsync(back, cancellation);
                return;
            }

            slot = answer.Slot;
        }

        await store.SaveAsync([JobEnd.Kept(job)], cancellation);
        var watch = new WriteWatch(token => gate.MayWriteAsync([job], token));
        var result = await executor.DoAsync(github.With(watch), job, operation, slot, cancellation);
        await FinishAsync([job], [result], watch, cancellation);
    }

    // One that may not be written now holds up none of those that may.
    private async Task AllowedAsync(GitHubInstallation github, IReadOnlyList<Job> jobs, CancellationToken cancellation)
    {
        var allowed = await gate.AllowedAsync(jobs, cancellation);
        List<Job> stopped = [.. jobs.Except(allowed)];
        foreach (var job in stopped)
            end.GiveBack(job, null);
        await end.SaveAsync(stopped, cancellation);
        if (allowed.Count > 0)
            await GuardAsync(allowed, () => ManyAsync(github, allowed, cancellation), cancellation);
    }

    private async Task ManyAsync(GitHubInstallation github, IReadOnlyList<Job> jobs, CancellationToken cancellation)
    {
        await store.SaveAsync([.. jobs.Select(JobEnd.Kept)], cancellation);
        var watch = new WriteWatch(token => gate.MayWriteAsync(jobs, token));
        var results = await many.DoAsync(github.With(watch), [.. jobs.Select(job => (job, job.Operations.Peek()))], null, cancellation);
        await FinishAsync(jobs, results, watch, cancellation);
    }

    private async Task FinishAsync(IReadOnlyList<Job> jobs, IReadOnlyList<GitHubResult<Outcome>> results, WriteWatch watch, CancellationToken cancellation)
    {
        var saved = new List<SavedChangeset>(jobs.Count);
        for (var i = 0; i < jobs.Count; i++)
        {
            var (job, result) = (jobs[i], results[i]);
            var operation = job.Operations.Dequeue();
            if (result.Ok)
                Succeed(job, operation, result.Value);
            else
                end.Refused(job, operation, Refusal.Of(result.Error, operation));
            var sent = watch.TokenSha256 is not null && (result.Ok || result.Error.IsUnclear);
            List<AuditEntry> audit = sent ? [AuditWords.Of(job, operation, watch.TokenSha256, !result.Ok, time.GetUtcNow())] : [];
            if (job.TakenAway is { } bare)
                audit.Add(AuditWords.Of(job, bare, watch.TokenSha256, unclear: false, time.GetUtcNow()));
            saved.Add((job.IsOver || job.Operations.Count == 0 ? end.Final(job) : JobEnd.Kept(job)) with { Audit = audit });
        }

        await store.SaveAsync(saved, cancellation);
    }

    private static void Succeed(Job job, Operation operation, Outcome outcome)
    {
        job.Row = outcome.After(job.Row, operation, job.TextHash);
        if (outcome.Note is { } note)
            job.Events.Add(new("note", job.Claim.By, note));
        if (outcome.Head is { } head)
            job.Seen = job.Seen with { Branch = new(head, ByUs: true) };
        if (outcome.Pull is null)
            return;
        // Without another look: nobody has had the time to change anything.
        foreach (var next in Planner.AfterOpening(job.Row, JobMaker.Wanted(job)))
            job.Operations.Enqueue(next);
    }
}
