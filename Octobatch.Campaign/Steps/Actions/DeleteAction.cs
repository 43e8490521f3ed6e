using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

internal sealed class DeleteAction : StepAction
{
    private readonly Glob[] _globs;

    public DeleteAction(DeleteStep step)
    {
        Problem = FirstProblemOfGlobs(step.Files);
        _globs = Problem is null ? [.. step.Files.Select(file => new Glob(file))] : [];
    }

    public override IEnumerable<Glob> Globs => _globs;

    public override Refusal? Apply(WorkingTree tree)
    {
        foreach (var (path, file) in tree.Match(_globs))
        {
            if (file.Mode == TreeFileMode.Submodule) return new(path, "the path is a submodule");
            if (tree.Read(path, file, out _) is { } tooLarge) return tooLarge;
            tree.Remove(path);
        }

        return null;
    }
}
