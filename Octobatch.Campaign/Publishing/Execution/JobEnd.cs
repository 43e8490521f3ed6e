using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.GitHub.Errors;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>How work on a changeset ends for now: done, later, given back, or refused. What the row says then, and when it is due again.</summary>
internal sealed partial class JobEnd(ChangesetStore store, TimeProvider time, ILogger<JobEnd> logger)
{
    /// <summary>Tries that failed one after another; then a person has to look.</summary>
    private const int MostAttempts = 12;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(30);

    private DateTimeOffset Now => time.GetUtcNow();

    public async Task SaveAsync(IReadOnlyList<Job> jobs, CancellationToken cancellation) =>
        await store.SaveAsync([.. jobs.Select(Final)], cancellation);

    /// <summary>The row while the work goes on.</summary>
    public static SavedChangeset Kept(Job job) => Saved(job, null) with { Keep = true };

    /// <summary>The row as it is left.</summary>
    public SavedChangeset Final(Job job) => job.End is { } end
        ? Saved(job, end.Due) with { Failed = end.Failed, Waiting = end.Waiting, Uncounted = end.Uncounted, ToWrite = end.ToWrite }
        : Saved(job, NextLook.After(job, Now)) with { ToWrite = false };

    /// <summary>Leaves what is to be written to another claim, so that looks go on while writes wait for GitHub's pace.</summary>
    public void Defer(Job job)
    {
        job.Operations.Clear();
        job.Events.Clear();
        job.Row = job.Claim.Row;
        Over(job, new(Now) { ToWrite = true });
    }

    /// <summary>It could not be looked at, or not be made, now.</summary>
    public void Later(Job job, GitHubError error)
    {
        if (error.Kind is GitHubErrorKind.RateLimited or GitHubErrorKind.SecondaryLimited)
            Over(job, new(error.RetryAt ?? Now + LongestWait) { Waiting = error.Message });
        else
            Again(job, error.RetryAt, new("github_unavailable", error.Message));
    }

    /// <summary>Nothing was done; it goes on when it may.</summary>
    /// <param name="at">When GitHub's limits allow it; null: when whatever stopped it ends.</param>
    public void GiveBack(Job job, DateTimeOffset? at)
    {
        job.Operations.Clear();
        // What a run took up waits for its turn again, with all that its rollout asks for, and is not kept in publishing.
        var unbegun = job.Begins && job.Claim is { Row.State: ChangesetState.Publishing, IsOfRollout: true };
        if (job.Begins)
        {
            // What somebody has asked for stays asked for. Waiting is no line of the timeline.
            job.Row = unbegun ? job.Row with { State = ChangesetState.Ready, Intent = null } : job.Claim.Row;
            job.SavedState = job.Row.State;
        }

        Over(job, new(at ?? (unbegun ? Now : Now + AfterStop))
        {
            Uncounted = unbegun,
            Waiting = at is null ? null : "GitHub's limits for this organisation are used up until then.",
        });
    }

    /// <summary>It met a bug, or a part that is away. That must not stop the others.</summary>
    public void Broken(Job job, Exception exception)
    {
        LogBroken(exception, job.Claim.Repository, job.Claim.Campaign);
        job.Operations.Clear();
        Later(job, new(GitHubErrorKind.Unavailable, "Something went wrong inside; the log has the reason."));
    }

    public void Refused(Job job, Operation operation, Refusal refusal)
    {
        switch (refusal.Kind)
        {
            case RefusalKind.Stopped:
                GiveBack(job, null);
                break;
            case RefusalKind.Wait:
                Over(job, new(refusal.At ?? Now + LongestWait) { Waiting = refusal.Why.Words });
                break;
            case RefusalKind.Retry or RefusalKind.Look:
                Again(job, refusal.At, refusal.Why);
                break;
            case RefusalKind.Steps:
                job.Row = job.Row with { BySteps = true };
                job.Events.Add(new("note", job.Claim.By, $"Published step by step, because GitHub refused it at once: {refusal.Why.Words}"));
                Over(job, new(Now));
                break;
            case RefusalKind.Skip:
                job.Row = Outcome.Done.After(job.Row, operation, job.TextHash);
                // What could be merged at once ("clean", or "unstable" with checks that nobody requires) is merged by us.
                if (operation is EnableAutoMerge && (refusal.Why.Words.EndsWith("in clean status", StringComparison.Ordinal) || refusal.Why.Words.EndsWith("in unstable status", StringComparison.Ordinal)))
                    job.Row = job.Row with { Asked = Asked.Merge };
                else
                    job.Events.Add(new("note", job.Claim.By, $"Left out: {refusal.Why.Words}"));
                break;
            case RefusalKind.Declined:
                job.Row = job.Row with { Asked = Asked.Nothing };
                job.Events.Add(new("note", job.Claim.By, refusal.Why.Words));
                break;
            default:
                Stop(job, refusal.Why);
                break;
        }
    }

    private void Again(Job job, DateTimeOffset? at, Why why)
    {
        if (job.Claim.Attempts >= MostAttempts)
        {
            Stop(job, why with { Words = $"Tried {job.Claim.Attempts} times. {why.Words}" });
            return;
        }

        var own = Now + TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, FirstWait.TotalSeconds * Math.Pow(2, job.Claim.Attempts)));
        Over(job, new(at > own ? at.Value : own) { Failed = true, Waiting = why.Words });
    }

    private void Stop(Job job, Why why)
    {
        job.Row = Planner.Stopped(job.Row, why);
        Over(job, new(NextLook.After(job, Now)) { ToWrite = false });
    }

    private static void Over(Job job, JobEnding ending) => (job.IsOver, job.End) = (true, ending);

    private static SavedChangeset Saved(Job job, DateTimeOffset? due)
    {
        if (job.Row.State != job.SavedState)
        {
            job.Events.Add(new(job.Row.State is ChangesetState.Open && job.SavedState is ChangesetState.Publishing ? "published" : Words.Of(job.Row.State), job.Claim.By, job.Row.Why?.Words));
            job.SavedState = job.Row.State;
        }

        if (job.Health != job.SavedHealth)
        {
            foreach (var (name, before, now) in new[] { ("checks", job.SavedHealth.Checks, job.Health.Checks), ("review", job.SavedHealth.Review, job.Health.Review) })
            {
                if (before != now && now is not null && (before ?? "none") != now)
                    job.Events.Add(new(name, "system", now));
            }

            job.SavedHealth = job.Health;
        }

        var events = job.Events.ToList();
        job.Events.Clear();
        var asked = job.SavedAsked;
        job.SavedAsked = job.Row.Asked;
        return new(job.Claim, job.Row, due) { Change = job.Change, Health = job.Health, Asked = asked, Events = events };
    }

    [LoggerMessage(LogLevel.Error, "Something went wrong with the changeset of {Repository} in campaign {Campaign}")]
    private partial void LogBroken(Exception exception, string repository, string campaign);
}

/// <param name="Due">When it may be claimed next.</param>
internal sealed record JobEnding(DateTimeOffset? Due)
{
    public bool Failed { get; init; }

    public string? Waiting { get; init; }

    public bool Uncounted { get; init; }

    /// <inheritdoc cref="SavedChangeset.ToWrite"/>
    public bool? ToWrite { get; init; }
}
