using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps;

/// <summary>What the steps made of a tree: the files that differ, sorted by path, or why they are refused for this repository.</summary>
public sealed record StepResult(IReadOnlyList<FileChange> Changes, StepRefusal? Refusal)
{
    public bool Succeeded => Refusal is null;
}

/// <summary>Why a repository cannot have this change. Nothing of the change stands then.</summary>
/// <param name="StepIndex">The step's place in the spec, from 0.</param>
/// <param name="Path">The file in question, where there is one.</param>
/// <param name="Reason">A sentence without the path and without a full stop.</param>
public sealed record StepRefusal(int StepIndex, string? Path, string Reason)
{
    public override string ToString() =>
        Path is null ? $"steps[{StepIndex}]: {Reason}" : $"steps[{StepIndex}]: {Path}: {Reason}";
}
