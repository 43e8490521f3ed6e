using Octobatch.Campaigns.Specs.Model;
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
        { Replace: { } replace } => new ReplaceAction(replace),
        { Write: { } write } => new WriteAction(write),
        { Delete: { } delete } => new DeleteAction(delete),
        { Move: { } move } => new MoveAction(move),
        { Set: { } set } => new SetAction(set),
        { Patch: { } patch } => new PatchAction(patch),
        _ => throw new ArgumentException("A run step is not done in memory.", nameof(step)),
    };

    protected static string? FirstProblem(IEnumerable<string> paths) => FirstProblem(paths, RepositoryPath.Problem);

    protected static string? FirstProblemOfGlobs(IEnumerable<string> globs) => FirstProblem(globs, Glob.Problem);

    private static string? FirstProblem(IEnumerable<string> paths, Func<string, string?> problemOf) => paths
        .Select(path => (Path: path, Problem: problemOf(path)))
        .Where(path => path.Problem is not null)
        .Select(path => $"{path.Path.Replace("\0", "\\0", StringComparison.Ordinal)}: {path.Problem}")
        .FirstOrDefault();
}
