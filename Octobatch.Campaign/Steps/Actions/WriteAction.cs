using System.Text;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

internal sealed class WriteAction : StepAction
{
    private readonly WriteStep _step;
    private readonly byte[] _content;

    public WriteAction(WriteStep step)
    {
        _step = step;
        _content = Encoding.UTF8.GetBytes(step.Content);
        Problem = FirstProblem([step.File]);
    }

    public override IEnumerable<string> Creates => [_step.File];

    public override Refusal? Apply(WorkingTree tree)
    {
        var exists = tree.Find(_step.File) is not null;
        if (_step.When == (exists ? WriteWhen.Missing : WriteWhen.Exists)) return null;
        return tree.Writable(_step.File) ?? tree.Write(_step.File, _content);
    }
}
