using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub;

namespace Octobatch.Campaigns.Previews;

/// <summary>Applies steps among which is a <c>run</c>: such a command needs the whole repository as files.</summary>
internal interface ICheckoutSteps
{
    /// <param name="repository"><c>owner/name</c>.</param>
    Task<Outcome> MakeAsync(GitHubInstallation github, string repository, IReadOnlyList<Step> steps, CancellationToken cancellation);
}

/// <summary>Where <c>OCTOBATCH_RUN_STEPS</c> is off. New specs with such steps are refused then; older ones may have them.</summary>
internal sealed class NoCheckouts : ICheckoutSteps
{
    public Task<Outcome> MakeAsync(GitHubInstallation github, string repository, IReadOnlyList<Step> steps, CancellationToken cancellation) =>
        Task.FromResult<Outcome>(new Failed("run_steps_off", "The spec has run steps, and OCTOBATCH_RUN_STEPS is off.", Retryable: true));
}
