using System.Text;
using Octobatch.Campaigns.Steps.Diffs;

namespace Octobatch.Campaigns.Steps.Patches;

/// <summary>The names of files in a diff's headers. Lines are bytes as characters; names are text.</summary>
internal static class PatchNames
{
    /// <summary>The name of a rename or copy header.</summary>
    public static string Name(string text) => QuotedPath.Unquote(text, out _) ?? Encoding.UTF8.GetString(Bytes.Of(text));

    /// <summary>The name after <c>---</c> or <c>+++</c>, with its prefix; a tab ends it. Null for /dev/null.</summary>
    public static string? OfHeader(string text)
    {
        var name = QuotedPath.Unquote(text, out _) ?? Name(text.Split('\t')[0].TrimEnd('\r'));
        return name == "/dev/null" ? null : name;
    }

    public static string WithoutPrefix(string name, string prefix, bool otherHasIt) =>
        otherHasIt && name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;

    /// <summary>
    /// Both names of a <c>diff --git</c> line; null where they cannot be told apart, which is so only where other headers
    /// name the file (git's rule: names that are not quoted are told apart only when they are the same).
    /// </summary>
    public static (string? Old, string? New) OfGitLine(string text)
    {
        if (QuotedPath.Unquote(text, out var length) is { } old && text.Length > length)
        {
            var rest = text[(length + 1)..];
            return (WithoutPrefix(old, "a/", true), WithoutPrefix(Name(rest), "b/", true));
        }

        if (text.EndsWith('"') && text.IndexOf(" \"b/", StringComparison.Ordinal) is > 0 and var quote)
            return (WithoutPrefix(Name(text[..quote]), "a/", true), WithoutPrefix(Name(text[(quote + 1)..]), "b/", true));
        var half = text.Length / 2;
        if (text.Length % 2 == 1 && text[half] == ' ' && text.StartsWith("a/", StringComparison.Ordinal)
            && text.AsSpan(2, half - 2).SequenceEqual(text.AsSpan(Math.Min(half + 3, text.Length))))
            return (Name(text[2..half]), Name(text[2..half]));
        return (null, null);
    }
}
