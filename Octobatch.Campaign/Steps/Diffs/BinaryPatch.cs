using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Octobatch.Campaigns.Steps.Diffs;

/// <summary>A binary file's diff as git writes it: both contents whole, deflated, in git's base 85, 52 bytes a line.</summary>
internal static class BinaryPatch
{
    private const int BytesPerLine = 52;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

    public static void Append(StringBuilder patch, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        patch.Append("GIT binary patch\n");
        AppendLiteral(patch, after);
        AppendLiteral(patch, before);
    }

    private static void AppendLiteral(StringBuilder patch, ReadOnlySpan<byte> content)
    {
        patch.Append($"literal {content.Length}\n");
        var deflated = Deflate(content);
        for (var at = 0; at < deflated.Length; at += BytesPerLine)
        {
            var line = deflated.AsSpan(at, Math.Min(BytesPerLine, deflated.Length - at));
            patch.Append((char)(line.Length <= 26 ? 'A' + line.Length - 1 : 'a' + line.Length - 27));
            AppendBase85(patch, line);
            patch.Append('\n');
        }

        patch.Append('\n');
    }

    private static void AppendBase85(StringBuilder patch, ReadOnlySpan<byte> line)
    {
        Span<byte> group = stackalloc byte[4];
        Span<char> digits = stackalloc char[5];
        for (var at = 0; at < line.Length; at += 4)
        {
            group.Clear();
            line[at..Math.Min(at + 4, line.Length)].CopyTo(group);
            var number = BinaryPrimitives.ReadUInt32BigEndian(group);
            for (var digit = 4; digit >= 0; digit--, number /= 85) digits[digit] = Alphabet[(int)(number % 85)];
            patch.Append(digits);
        }
    }

    private static byte[] Deflate(ReadOnlySpan<byte> content)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(content);
        // .NET writes nothing at all for nothing; git expects a whole stream of length 0.
        return deflated.Length > 0 ? deflated.ToArray() : [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01];
    }
}
