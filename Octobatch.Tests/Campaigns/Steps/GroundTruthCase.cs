using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>Steps, and a command that does the same to a real checkout.</summary>
internal sealed record GroundTruthCase(string Name, RepositoryTree Before, string Command, params Step[] Steps)
{
    /// <summary>A second time changes nothing.</summary>
    public bool IsIdempotent { get; init; } = !Steps.Any(step => step.Patch is not null);
}
