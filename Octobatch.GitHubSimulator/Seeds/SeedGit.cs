using Octobatch.GitHubSimulator.GitData;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>Gives seeded repositories their git: the objects in one store that all share, a small folder for each.</summary>
internal sealed class SeedGit(GitStore store) : IDisposable
{
    private readonly SeedPack pack = new();
    private readonly List<(Repository Repository, string Head)> grown = [];

    public void Grow(SeedRepository seed, Repository repository)
    {
        if (store.Exists(repository))
            return;
        var tree = pack.Tree(SeedFiles.Of(seed).Select(file => (file.Path, pack.Blob(file.Content), file.Mode)));
        grown.Add((repository, pack.Commit(tree, "Sam Rivera <sam@example.com>", repository.CreatedAt, "First version\n")));
    }

    public void Dispose() => pack.Dispose();

    /// <summary>Writes everything: the objects first, because the repositories are good from the moment that they are there.</summary>
    public void Save()
    {
        if (pack.IsEmpty)
            return;
        pack.Save(Path.Combine(store.SharedPath, "objects", "pack"));
        foreach (var (repository, head) in grown)
            store.Create(repository, "../../seed.git/objects", [($"refs/heads/{repository.DefaultBranch}", head)]);
    }
}
