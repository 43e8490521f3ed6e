using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;

namespace Octobatch.Campaigns.Previews;

/// <summary>A spec's steps, ready for any number of repositories.</summary>
internal sealed class PreparedSteps(IReadOnlyList<Step> steps)
{
    public IReadOnlyList<Step> Steps => steps;

    /// <summary>Applies them in memory; null when a step needs a checkout, where <see cref="ICheckoutSteps"/> does all of them.</summary>
    public StepRunner? InMemory { get; } = steps.Any(step => step.Run is not null) ? null : new(steps);
}
