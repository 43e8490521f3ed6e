using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.GitHub;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Previews;

/// <summary>Applies steps among which are commands: those need the whole repository as files.</summary>
internal sealed class CheckoutSteps(RunSteps runs, TimeProvider time)
{
    /// <param name="repository"><c>owner/name</c>.</param>
    public async Task<Outcome> MakeAsync(
        GitHubInstallation github, string repository, string commit, PreparedSteps steps, CancellationToken cancellation)
    {
        var result = await runs.ApplyAsync(github, RepositoryName.Parse(repository), commit, steps.Steps, steps.Work, cancellation);
        return Outcome(result) with { BaseCommit = commit };
    }

    private Outcome Outcome(RunResult result)
    {
        switch (result.Failure)
        {
            case null:
                var patch = Patch.Render(result.Changes);
                return new Made(patch, Artifact.Of(patch, result.Changes, result.Log, result.Outputs));
            case { GitHub: { } error }:
                return Troubles.OfRepository(error, time);
            case { Retryable: true } passing:
                return new Later(FailureCodes.RunStepFailed, passing.Reason, At: null, Later.Default);
            case var failure:
                return new Failed(FailureCodes.RunStepFailed, failure.Reason, Retryable: false) { Log = result.Log };
        }
    }
}
