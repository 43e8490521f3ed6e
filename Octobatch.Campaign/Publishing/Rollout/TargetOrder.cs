using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Octobatch.Campaigns.Publishing.Rollout;

/// <summary>
/// The order in which a campaign's targets are published: by hash, so that the first wave is a sample of all owners and kinds, another one in
/// each campaign, and the same on every run.
/// </summary>
public static class TargetOrder
{
    public static IReadOnlyList<long> Of(string campaign, IEnumerable<long> repositories)
    {
        var seed = Encoding.UTF8.GetBytes($"{campaign}\n");
        return [.. repositories.Select(id => (Key: Key(seed, id), Id: id)).Order().Select(pair => pair.Id)];
    }

    private static ulong Key(byte[] seed, long repository)
    {
        Span<byte> text = stackalloc byte[seed.Length + sizeof(long)];
        seed.CopyTo(text);
        BinaryPrimitives.WriteInt64BigEndian(text[seed.Length..], repository);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
