using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Patches;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

internal sealed class PatchAction : StepAction
{
    private readonly IReadOnlyList<PatchedFile> _files;

    public PatchAction(string diff) => (_files, Problem) = PatchParser.Parse(diff);

    public override IEnumerable<string> Paths => _files.Select(file => file.OldPath).OfType<string>();

    public override IEnumerable<string> Creates => _files.Select(file => file.NewPath).OfType<string>();

    public override Refusal? Apply(WorkingTree tree) =>
        _files.Select(file => Apply(tree, file)).FirstOrDefault(refusal => refusal is not null);

    private static Refusal? Apply(WorkingTree tree, PatchedFile file)
    {
        TreeFile? before = null;
        var content = ReadOnlyMemory<byte>.Empty;
        if (file.OldPath is not null)
        {
            before = tree.Find(file.OldPath);
            if (before is null) return new(file.OldPath, "the diff changes this file, and it does not exist");
            if (WorkingTree.Editable(file.OldPath, before) is { } linked) return linked;
            if (tree.Read(file.OldPath, before, out content) is { } tooLarge) return tooLarge;
        }

        var (lines, problem) = HunkApplier.Apply(Bytes.Lines(Bytes.ToText(content.Span)), file.Hunks);
        if (lines is null) return new(file.Path, problem!);
        if (file.NewPath is null && lines.Count > 0) return new(file.Path, "the diff deletes this file, but not all of its lines");
        if (file.OldPath != file.NewPath && file.NewPath is not null && tree.Find(file.NewPath) is not null)
            return new(file.NewPath, "the diff creates this file, and it exists");
        if (file.OldPath is not null && file.OldPath != file.NewPath && !file.IsCopy) tree.Remove(file.OldPath);
        if (file.NewPath is null) return null;
        if (tree.Writable(file.NewPath) is { } refusal) return refusal;
        var after = Bytes.Of(string.Concat(lines));
        if (after.Length > tree.Limits.MaxFileBytes) return tree.TooLarge(file.NewPath);
        tree.Put(file.NewPath, TreeFile.Of(after, file.NewMode ?? before?.Mode ?? TreeFileMode.Regular));
        return null;
    }
}
