using System.Runtime.CompilerServices;
using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Previews.Reading;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.GitHub;
using Octobatch.GitHub.Tokens;

namespace Octobatch.Campaigns.Previews;

/// <summary>Makes changes of repositories, in memory, and writes nothing anywhere: what previews and unsaved dry runs have in common.</summary>
internal sealed partial class PreviewMaker(CheckoutSteps checkouts, TimeProvider time, ILogger<PreviewMaker> logger)
{
    /// <summary>A preview's tokens cannot write, whatever else goes wrong.</summary>
    public static readonly TokenScope ReadOnly = new([], [new("contents", "read"), new("metadata", "read")]);

    /// <summary>An outcome for each repository (<c>owner/name</c>), with its place in the list, in no order.</summary>
    public async IAsyncEnumerable<(int Index, Outcome Outcome)> MakeAsync(
        PreparedSteps steps, GitHubInstallation github, IReadOnlyList<string> repositories, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (steps.InMemory is not { } runner)
        {
            var heads = new TreeReader(github, ReadPlan.Of([]), StepLimits.Default, time).ReadAsync(repositories, cancellation);
            var running = new List<Task<(int, Outcome)>>();
            await foreach (var draft in heads)
                running.Add(RunAsync(steps, github, draft, repositories[draft.Index], cancellation));
            await foreach (var done in Task.WhenEach(running))
                yield return await done;
            yield break;
        }

        await foreach (var draft in new TreeReader(github, runner.Reads, StepLimits.Default, time).ReadAsync(repositories, cancellation))
            yield return (draft.Index, draft.Problem ?? Apply(runner, draft, repositories[draft.Index]));
    }

    private async Task<(int Index, Outcome Outcome)> RunAsync(
        PreparedSteps steps, GitHubInstallation github, Draft draft, string repository, CancellationToken cancellation)
    {
        if (draft.Problem is { } problem)
            return (draft.Index, problem);
        try
        {
            return (draft.Index, await checkouts.MakeAsync(github, repository, draft.Head!.Commit!, steps, cancellation));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (draft.Index, Broken(e, repository, draft));
        }
    }

    private Outcome Apply(StepRunner runner, Draft draft, string repository)
    {
        try
        {
            var result = runner.Apply(draft.Tree);
            if (result.Refusal is { } refusal)
                return new Failed(FailureCodes.StepsRefused, refusal.ToString(), Retryable: false) { BaseCommit = draft.Head!.Commit };
            var patch = Patch.Render(result.Changes);
            return new Made(patch, Artifact.Of(patch, result.Changes, "", [])) { BaseCommit = draft.Head!.Commit };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Broken(e, repository, draft);
        }
    }

    // One repository that meets a bug must not stop the others; the log has it.
    private Failed Broken(Exception exception, string repository, Draft draft)
    {
        LogBroken(exception, repository);
        return new(FailureCodes.Internal, "Something went wrong inside; the log has the reason.", Retryable: true) { BaseCommit = draft.Head!.Commit };
    }

    [LoggerMessage(LogLevel.Error, "The steps could not be applied to {Repository}")]
    private partial void LogBroken(Exception exception, string repository);
}
