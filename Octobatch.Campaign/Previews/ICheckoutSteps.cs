using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub;

namespace Octobatch.Campaigns.Previews;

/// <summary>Applies steps among which is a <c>run</c>: such a command needs the whole repository as files.</summary>
internal interface ICheckoutSteps
{
    /// <param name="repository"><c>owner/name</c>.</param>
    Task<Outcome> MakeAsync(GitHubInstallation github, string repository, IReadOnlyList<Step> steps, CancellationToken cancellation);
}

/// <summary>Previews cannot execute commands yet: each repository says so, and no command runs anywhere.</summary>
internal sealed class NoCheckouts : ICheckoutSteps
{
    public Task<Outcome> MakeAsync(GitHubInstallation github, string repository, IReadOnlyList<Step> steps, CancellationToken cancellation) =>
        Task.FromResult<Outcome>(new Failed("run_steps_not_previewed", "The spec has run steps, which previews cannot execute yet.", Retryable: false));
}
