using System.Text;
using System.Text.Unicode;

namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>
/// A text file's characters, and the way back to bytes: UTF-8 where the bytes are, else Latin-1, which carries any byte through
/// unchanged. A byte order mark is not part of the text and stays.
/// </summary>
internal sealed class FileText
{
    // Git takes the same 8,000 bytes (FIRST_FEW_BYTES in its xdiff-interface.c).
    private const int LooksAt = 8000;

    private readonly bool _hasMark;
    private readonly Encoding _encoding;

    private FileText(string text, bool hasMark, Encoding encoding)
    {
        Text = text;
        _hasMark = hasMark;
        _encoding = encoding;
    }

    public string Text { get; }

    public bool IsUtf8 => _encoding is UTF8Encoding;

    /// <summary>Every line ends with CR LF, and no CR stands elsewhere.</summary>
    public bool IsCrLf => Text.Contains('\r') && Text.Count(c => c == '\r') == Text.Count(c => c == '\n')
        && Text.AsSpan().Count("\r\n") == Text.AsSpan().Count('\n');

    public static bool IsBinary(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, LooksAt)].Contains((byte)0);

    /// <summary>A pointer that Git LFS keeps in a file's place; its words are checksums, not text.</summary>
    public static bool IsLfsPointer(ReadOnlySpan<byte> content) =>
        content.Length < 1024 && content.StartsWith("version https://git-lfs.github.com/spec/v"u8);

    public static FileText Of(ReadOnlySpan<byte> content)
    {
        var hasMark = content.StartsWith(Encoding.UTF8.Preamble);
        if (hasMark) content = content[Encoding.UTF8.Preamble.Length..];
        Encoding encoding = Utf8.IsValid(content) ? new UTF8Encoding(false) : Encoding.Latin1;
        return new(encoding.GetString(content), hasMark, encoding);
    }

    /// <summary>The bytes of a changed text; null when it has characters that the file's encoding does not.</summary>
    public byte[]? Encode(string text)
    {
        if (!IsUtf8 && text.Any(c => c > 'ÿ')) return null;
        var bytes = _encoding.GetBytes(text);
        return _hasMark ? [.. Encoding.UTF8.Preamble, .. bytes] : bytes;
    }
}
