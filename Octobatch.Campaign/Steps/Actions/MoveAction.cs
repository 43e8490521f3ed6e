using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

internal sealed class MoveAction : StepAction
{
    private readonly MoveStep _step;

    public MoveAction(MoveStep step)
    {
        _step = step;
        Problem = FirstProblem([step.From, step.To]);
    }

    public override IEnumerable<string> Paths => [_step.From];

    public override IEnumerable<string> Creates => [_step.To];

    public override Refusal? Apply(WorkingTree tree)
    {
        if (_step.From == _step.To || tree.Find(_step.From) is not { } file) return null;
        if (file.Mode == TreeFileMode.Submodule) return new(_step.From, "the path is a submodule");
        if (tree.Find(_step.To) is not null) return new(_step.To, "the path exists, so nothing can be moved there");
        tree.Remove(_step.From);
        if (tree.Writable(_step.To) is { } refusal) return refusal;
        tree.Put(_step.To, file);
        return null;
    }
}
