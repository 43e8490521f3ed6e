using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

/// <summary>A step made ready: patterns compiled, paths parsed.</summary>
internal abstract class StepAction
{
    /// <summary>Why the step can never be done; then nothing else of it is used.</summary>
    public string? Problem { get; protected init; }

    public virtual IEnumerable<Glob> Globs => [];

    public virtual IEnumerable<string> Paths => [];

    public virtual IEnumerable<string> Creates => [];

    public abstract Refusal? Apply(WorkingTree tree);

    public static StepAction Of(Step step) => step switch
    {
        ReplaceStep replace => new ReplaceAction(replace),
        WriteStep write => new WriteAction(write),
        DeleteStep delete => new DeleteAction(delete),
        MoveStep move => new MoveAction(move),
        SetStep set => new SetAction(set),
        PatchStep patch => new PatchAction(patch),
        _ => throw new ArgumentException($"No step of kind {step.GetType().Name} is done in memory.", nameof(step)),
    };

    protected static string? FirstProblem(IEnumerable<string> paths) => paths
        .Select(path => (Path: path, Problem: RepositoryPath.Problem(path)))
        .Where(path => path.Problem is not null)
        .Select(path => $"{path.Path.Replace("\0", "\\0", StringComparison.Ordinal)}: {path.Problem}")
        .FirstOrDefault();
}
