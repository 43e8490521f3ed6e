using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running;

/// <summary>What all steps of a spec made of a repository.</summary>
/// <param name="Changes">The files that differ from the commit, sorted by path, with contents before and after.</param>
/// <param name="Outputs">For each step the beginning of its command's output; null where it is no <c>run</c> step.</param>
/// <param name="Log">What the commands wrote; empty where none ran.</param>
/// <param name="Failure">Then nothing of the change stands.</param>
public sealed record RunResult(IReadOnlyList<FileChange> Changes, IReadOnlyList<string?> Outputs, string Log, RunFailure? Failure)
{
    public bool Succeeded => Failure is null;
}
