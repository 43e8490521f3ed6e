using System.Text;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>The part of a diff that is about one file (git's diff-generate-patch documents the format).</summary>
internal sealed record FileDiff(string Text, string Hashed, FileStatistics Statistics)
{
    private const string NoBlob = "0000000000000000000000000000000000000000";

    public static FileDiff Render(FilePair pair)
    {
        var header = Header(pair);
        var isRename = pair.OldPath != pair.NewPath;
        var isSame = isRename || pair.Before?.BlobId == pair.After?.BlobId;
        var (index, body) = (new StringBuilder(), new StringBuilder());
        var (isBinary, added, removed) = (false, 0, 0);
        if (!isSame)
        {
            var before = Content(pair.OldPath, pair.Before);
            var after = Content(pair.NewPath, pair.After);
            var mode = pair.Before?.Mode == pair.After?.Mode ? " " + pair.Before!.Mode.Octal() : "";
            index.Append($"index {pair.Before?.BlobId ?? NoBlob}..{pair.After?.BlobId ?? NoBlob}{mode}\n");
            isBinary = FileText.IsBinary(before) || FileText.IsBinary(after);
            if (isBinary) BinaryPatch.Append(body, before, after);
            else (added, removed) = AppendText(body, pair, before, after);
        }

        return new(
            $"{header}{index}{body}",
            isBinary ? $"{header}{index}{body}" : $"{header}{body}",
            new(pair.NewPath, isRename ? pair.OldPath : null, isBinary, added, removed));
    }

    private static StringBuilder Header(FilePair pair)
    {
        var header = new StringBuilder($"diff --git {QuotedPath.Quote("a/", pair.OldPath)} {QuotedPath.Quote("b/", pair.NewPath)}\n");
        if (pair.Before is null) header.Append($"new file mode {pair.After!.Mode.Octal()}\n");
        else if (pair.After is null) header.Append($"deleted file mode {pair.Before.Mode.Octal()}\n");
        else if (pair.Before.Mode != pair.After.Mode) header.Append($"old mode {pair.Before.Mode.Octal()}\nnew mode {pair.After.Mode.Octal()}\n");
        if (pair.OldPath != pair.NewPath)
            header.Append($"similarity index 100%\nrename from {QuotedPath.Quote("", pair.OldPath)}\nrename to {QuotedPath.Quote("", pair.NewPath)}\n");
        return header;
    }

    private static (int Added, int Removed) AppendText(StringBuilder body, FilePair pair, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var hunks = new StringBuilder();
        var counts = Hunks.Append(hunks, Bytes.Lines(Bytes.ToText(before)), Bytes.Lines(Bytes.ToText(after)));
        if (hunks.Length == 0) return counts;
        body.Append($"--- {Name("a/", pair.OldPath, pair.Before)}\n+++ {Name("b/", pair.NewPath, pair.After)}\n").Append(hunks);
        return counts;
    }

    // A tab ends a name with blanks in it, as git writes it, because a blank may also begin a date there.
    private static string Name(string prefix, string path, TreeFile? file)
    {
        if (file is null) return "/dev/null";
        var name = QuotedPath.Quote(prefix, path);
        return name.Contains(' ') && name[0] != '"' ? name + "\t" : name;
    }

    private static ReadOnlySpan<byte> Content(string path, TreeFile? file) => file switch
    {
        null => [],
        { Mode: TreeFileMode.Submodule } => Encoding.ASCII.GetBytes($"Subproject commit {file.BlobId}\n"),
        { Content: { } content } => content.Span,
        _ => throw new InvalidOperationException($"{path} was not read, though its content has changed."),
    };
}
