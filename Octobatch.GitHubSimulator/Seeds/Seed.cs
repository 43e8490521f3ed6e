using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>Fills a new simulator with owners, installations and repositories.</summary>
internal static class Seed
{
    private static readonly DateTimeOffset Founded = new(2024, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static void Plant(Simulator simulator)
    {
        var seeds = simulator.Options.SeededRepositories is { } count
            ? SampleOrganization.Generated(count)
            : SampleOrganization.Repositories;
        var number = 0;
        foreach (var group in seeds.GroupBy(seed => seed.Owner).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            number++;
            var owner = new Owner(1_000 + number, group.Key, isOrganization: true);
            simulator.Installations.Add(number, owner, Permissions.OfApp);
            foreach (var seed in group.OrderBy(seed => seed.Name, StringComparer.Ordinal))
                simulator.Repositories.Add(Grow(seed, owner, simulator.Repositories));
        }
    }

    private static Repository Grow(SeedRepository seed, Owner owner, RepositoryIndex index)
    {
        var id = FreeId($"{seed.Owner}/{seed.Name}", index);
        return new Repository(id, owner, seed.Name, Founded.AddHours(id % 10_000))
        {
            Description = seed.Description is "" ? null : seed.Description,
            Language = seed.Language,
            Visibility = seed.Visibility,
            IsArchived = seed.IsArchived,
            IsFork = seed.IsFork,
            DefaultBranch = seed.DefaultBranch,
            Topics = seed.Topics,
            CustomProperties = new Dictionary<string, string> { ["team"] = seed.Team, ["tier"] = seed.Tier },
            Stars = (int)(id % 40),
            SizeKilobytes = 20 + (id % 4_000),
        };
    }

    /// <summary>An id made from the name, so that a repository has the same one on every start; the next free one if it is taken.</summary>
    private static long FreeId(string fullName, RepositoryIndex index)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(fullName), hash);
        long id = (BinaryPrimitives.ReadInt32BigEndian(hash) & 0x3FFF_FFFF) + 1_000_000;
        while (index.TryFind(id, out _))
            id++;
        return id;
    }
}
