using System.Text;
using System.Text.Unicode;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>From bytes to nodes.</summary>
internal static class SpecText
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The spec's nodes, or null when the text could not be read to its end; then the error is told.</summary>
    public static Node? Read(ReadOnlyMemory<byte> raw, SpecFormat format, SpecErrors errors)
    {
        if (raw.Span.StartsWith(ByteOrderMark))
            raw = raw[ByteOrderMark.Length..];
        try
        {
            CheckUtf8(raw.Span);
            var node = format == SpecFormat.Json ? JsonNodes.Read(raw, errors) : YamlNodes.Read(Encoding.UTF8.GetString(raw.Span), errors);
            return node ?? throw new SpecSyntaxException(new(1, 1), "The spec is empty.");
        }
        catch (SpecSyntaxException e)
        {
            errors.Add("", e.At, e.Message);
            return null;
        }
    }

    private static void CheckUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return;
        var decoded = new char[bytes.Length];
        Utf8.ToUtf16(bytes, decoded, out _, out var length, replaceInvalidSequences: false);
        var valid = decoded.AsSpan(0, length);
        throw new SpecSyntaxException(
            new(valid.Count('\n') + 1, valid.Length - valid.LastIndexOf('\n')), "The spec is not UTF-8: this byte cannot stand here.");
    }
}
