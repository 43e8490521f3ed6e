using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>
/// A git pack, written by hand: thousands of seeded repositories have tens of thousands of small objects, and as files of their
/// own those take a hundred times longer to write. Format: git's Documentation/gitformat-pack.
/// </summary>
internal sealed class SeedPack : IDisposable
{
    private const int CommitType = 1;
    private const int TreeType = 2;
    private const int BlobType = 3;

    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    private readonly MemoryStream pack = new();
    private readonly SortedDictionary<string, (uint Crc, uint Offset)> objects = new(StringComparer.Ordinal);

    public SeedPack() => pack.Write(stackalloc byte[12]);

    public string Blob(byte[] content) => Add(BlobType, "blob", content);

    public string Commit(string tree, string person, DateTimeOffset when, string message)
    {
        var line = $"{person} {when.ToUnixTimeSeconds()} +0000";
        return Add(CommitType, "commit", Encoding.UTF8.GetBytes($"tree {tree}\nauthor {line}\ncommitter {line}\n\n{message}"));
    }

    /// <summary>The trees of all folders of the given files.</summary>
    public string Tree(IEnumerable<(string Path, string Sha, Mode Mode)> files)
    {
        var entries = files.GroupBy(file => file.Path.Split('/', 2)[0]).Select(group => group.First().Path.Contains('/', StringComparison.Ordinal)
            ? (Name: group.Key, Sha: Tree(group.Select(file => file with { Path = file.Path[(group.Key.Length + 1)..] })), Mode: "40000", Order: group.Key + "/")
            : (Name: group.Key, group.First().Sha, Mode: Convert.ToString((int)group.First().Mode, 8), Order: group.Key));
        using var content = new MemoryStream();
        foreach (var (name, sha, mode, _) in entries.OrderBy(entry => entry.Order, StringComparer.Ordinal))
        {
            content.Write(Encoding.UTF8.GetBytes($"{mode} {name}\0"));
            content.Write(Convert.FromHexString(sha));
        }

        return Add(TreeType, "tree", content.ToArray());
    }

    /// <summary>Writes the pack and its index into an <c>objects/pack</c> folder.</summary>
    public void Save(string folder)
    {
        var bytes = pack.ToArray();
        "PACK"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), 2);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), objects.Count);
        var checksum = Sha1(bytes);
        var path = Path.Combine(folder, $"pack-{Convert.ToHexStringLower(checksum)}");
        if (File.Exists(path + ".idx"))
            return;
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(path + ".pack", [.. bytes, .. checksum]);
        var index = Index(checksum);
        File.WriteAllBytes(path + ".idx", [.. index, .. Sha1(index)]);
    }

    public void Dispose() => pack.Dispose();

    private string Add(int type, string name, byte[] content)
    {
        var sha = Convert.ToHexStringLower(Sha1([.. Encoding.ASCII.GetBytes($"{name} {content.Length}\0"), .. content]));
        if (objects.ContainsKey(sha))
            return sha;
        var offset = (int)pack.Position;
        var size = content.Length;
        var first = (byte)((type << 4) | (size & 0xf));
        for (size >>= 4; size > 0; size >>= 7)
        {
            pack.WriteByte((byte)(first | 0x80));
            first = (byte)(size & 0x7f);
        }

        pack.WriteByte(first);
        using (var zip = new ZLibStream(pack, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(content);
        objects[sha] = (Crc(pack.GetBuffer().AsSpan(offset, (int)pack.Position - offset)), (uint)offset);
        return sha;
    }

    private byte[] Index(byte[] checksum)
    {
        using var index = new MemoryStream();
        Span<byte> four = stackalloc byte[4];
        index.Write([0xff, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2]);
        var counts = new int[256];
        foreach (var sha in objects.Keys)
            counts[Convert.ToInt32(sha[..2], 16)]++;
        var sum = 0;
        foreach (var count in counts)
        {
            BinaryPrimitives.WriteInt32BigEndian(four, sum += count);
            index.Write(four);
        }

        foreach (var sha in objects.Keys)
            index.Write(Convert.FromHexString(sha));
        foreach (var (crc, _) in objects.Values)
        {
            BinaryPrimitives.WriteUInt32BigEndian(four, crc);
            index.Write(four);
        }

        foreach (var (_, offset) in objects.Values)
        {
            BinaryPrimitives.WriteUInt32BigEndian(four, offset);
            index.Write(four);
        }

        index.Write(checksum);
        return index.ToArray();
    }

    // Git names objects by SHA-1; it protects nothing here.
    private static byte[] Sha1(byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
            crc = CrcTable[(byte)(crc ^ each)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint CrcOf(int value)
    {
        var crc = (uint)value;
        for (var bit = 0; bit < 8; bit++)
            crc = (crc & 1) is 1 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
