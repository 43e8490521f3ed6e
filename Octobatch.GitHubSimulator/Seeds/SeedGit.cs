using Octobatch.GitHubSimulator.GitData;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>Gives seeded repositories their git: the objects in one pack that all share, a small folder for each that is used.</summary>
internal sealed class SeedGit(GitStore store) : IDisposable
{
    private readonly SeedPack pack = new();

    public void Grow(SeedRepository seed, Repository repository)
    {
        var tree = pack.Tree(SeedFiles.Of(seed).Select(file => (file.Path, pack.Blob(file.Content), file.Mode)));
        var head = pack.Commit(tree, "Sam Rivera <sam@example.com>", repository.CreatedAt, "First version\n");
        store.Expect(repository, () => new Birth("../../seed.git/objects", [($"refs/heads/{seed.DefaultBranch}", head)]));
    }

    /// <summary>Writes the objects, unless an earlier start has; the same seeds give the same pack.</summary>
    public void Save() => pack.Save(Path.Combine(store.SharedPath, "objects", "pack"));

    public void Dispose() => pack.Dispose();
}
