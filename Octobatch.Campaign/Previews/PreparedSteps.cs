using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;

namespace Octobatch.Campaigns.Previews;

/// <summary>A spec's steps, ready for any number of repositories.</summary>
/// <param name="steps">In their order.</param>
/// <param name="work">What they are applied for: see <see cref="Steps.Running.RunSteps"/>.</param>
internal sealed class PreparedSteps(IReadOnlyList<Step> steps, string work)
{
    public IReadOnlyList<Step> Steps => steps;

    public string Work => work;

    /// <summary>Applies them in memory; null when there are commands among them, which need a checkout (<see cref="CheckoutSteps"/>).</summary>
    public StepRunner? InMemory { get; } = steps.Any(step => step.Run is not null) ? null : new(steps);
}
