using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>Fills a new simulator with owners, installations and repositories.</summary>
internal static class Seed
{
    private static readonly DateTimeOffset Founded = new(2024, 3, 1, 9, 0, 0, TimeSpan.Zero);

    public static void Plant(Simulator simulator)
    {
        if (simulator.Options.RepositoriesDirectory is { } directory)
        {
            Plant(simulator, ExistingRepositories.Find(directory), found => found.Owner, found => found.Name, Open);
            return;
        }

        using var git = new SeedGit(simulator.Git);
        var seeds = simulator.Options.SeededRepositories is { } count ? SampleOrganization.Generated(count) : SampleOrganization.Repositories;
        Plant(simulator, seeds, seed => seed.Owner, seed => seed.Name, Grow);
        git.Save();

        Repository Grow(SeedRepository seed, Owner owner, long id)
        {
            var repository = Make(seed, owner, id);
            git.Grow(seed, repository);
            return repository;
        }

        Repository Open((string Owner, string Name, string Path) found, Owner owner, long id)
        {
            var main = ExistingRepositories.Read(found.Path).DefaultBranch;
            var repository = new Repository(id, owner, found.Name, Founded) { DefaultBranch = main };
            simulator.Git.Expect(repository, () => new Birth(Path.Combine(Path.GetFullPath(found.Path), "objects"), ExistingRepositories.Read(found.Path).Refs));
            return repository;
        }
    }

    private static void Plant<T>(
        Simulator simulator, IEnumerable<T> seeds, Func<T, string> ownerOf, Func<T, string> nameOf, Func<T, Owner, long, Repository> make)
    {
        var number = 0;
        foreach (var group in seeds.GroupBy(ownerOf, StringComparer.OrdinalIgnoreCase).OrderBy(group => group.Key, StringComparer.OrdinalIgnoreCase))
        {
            number++;
            var owner = new Owner(1_000 + number, group.Key, IsOrganization: true);
            simulator.Installations.Add(number, owner, Permissions.OfApp);
            foreach (var seed in group.OrderBy(nameOf, StringComparer.OrdinalIgnoreCase))
            {
                var repository = make(seed, owner, FreeId($"{group.Key}/{nameOf(seed)}", simulator.Repositories));
                simulator.Repositories.Add(repository);
                simulator.UseIdsAfter(RepositoryState.Load(simulator, repository));
            }
        }

        RepositoryState.Settle(simulator);
    }

    private static Repository Make(SeedRepository seed, Owner owner, long id) =>
        new(id, owner, seed.Name, Founded.AddHours(id % 10_000))
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

    /// <summary>An id made from the name, so that a repository has the same one on every start; the next free one if it is taken.</summary>
    private static long FreeId(string fullName, RepositoryIndex index)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(fullName.ToLowerInvariant()), hash);
        long id = (BinaryPrimitives.ReadInt32BigEndian(hash) & 0x3FFF_FFFF) + 1_000_000;
        while (index.TryFind(id, out _))
            id++;
        return id;
    }
}
