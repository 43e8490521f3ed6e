using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Octobatch.Selections.Resolution;

namespace Octobatch.Selections.Snapshots;

/// <summary>Targets as compressed lines of JSON, with the hash of the lines.</summary>
internal sealed record SnapshotLines(byte[] Compressed, byte[] Sha256)
{
    public static SnapshotLines Of(IEnumerable<Target> targets)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var compressed = new MemoryStream();
        using (var lines = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            foreach (var target in targets)
            {
                byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(target, SnapshotJson.Options), (byte)'\n'];
                hash.AppendData(line);
                lines.Write(line);
            }
        }

        return new(compressed.ToArray(), hash.GetHashAndReset());
    }
}
