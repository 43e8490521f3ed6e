using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Actions;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps;

/// <summary>
/// Applies steps to trees in memory. A pure function of the two; patterns are compiled once, so one runner serves all
/// repositories of a run, from any thread.
/// </summary>
public sealed class StepRunner
{
    private readonly StepAction[] _actions;
    private readonly StepLimits _limits;

    public StepRunner(IReadOnlyList<Step> steps, StepLimits? limits = null)
    {
        _limits = limits ?? StepLimits.Default;
        _actions = [.. steps.Select(StepAction.Of)];
        Reads = ReadPlan.Of(_actions);
    }

    /// <summary>What <see cref="Apply(RepositoryTree)"/> must find in the tree.</summary>
    public ReadPlan Reads { get; }

    public static StepResult Apply(RepositoryTree tree, IReadOnlyList<Step> steps, StepLimits? limits = null) =>
        new StepRunner(steps, limits).Apply(tree);

    public StepResult Apply(RepositoryTree tree)
    {
        var working = new WorkingTree(tree, _limits);
        for (var index = 0; index < _actions.Length; index++)
        {
            var action = _actions[index];
            var refusal = action.Problem is { } problem ? new Refusal(null, problem) : action.Apply(working);
            if (refusal is not null) return new([], new(index, refusal.Path, refusal.Reason));
        }

        return new(working.Changes(), null);
    }
}
