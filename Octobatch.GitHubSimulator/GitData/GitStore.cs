using System.Collections.Concurrent;
using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>
/// The bare repositories on disk, <c>ID.git</c> each, so that a rename moves nothing. A repository's objects lie in its own
/// folder and, through git's alternates, where it came from: the store that all seeded repositories share, or an original that
/// is never written to.
/// </summary>
public sealed class GitStore : IDisposable
{
    // An open repository costs some 20 KB, opening one a quarter of a millisecond. More than all that is asked for at once: a GraphQL query comes
    // to each of its 50 repositories several times, and a client has dozens of queries under way.
    private const int MostOpen = 2_000;

    private readonly Lock gate = new();
    private readonly Dictionary<long, LinkedListNode<(Repository Repository, GitRepository Git)>> open = [];
    private readonly LinkedList<(Repository Repository, GitRepository Git)> recent = new();
    private readonly ConcurrentDictionary<long, Func<Birth>> unborn = new();

    internal GitStore(string root)
    {
        Root = Path.GetFullPath(root);
        Directory.CreateDirectory(Root);
    }

    /// <summary>The folder of all repositories.</summary>
    public string Root { get; }

    /// <summary>The folder of one.</summary>
    public string PathOf(Repository repository) => Path.Combine(Root, $"{repository.Id}.git");

    /// <summary>Where seeded repositories keep their first objects.</summary>
    internal string SharedPath => Path.Combine(Root, "seed.git");

    /// <summary>Says how to make a repository's folder. It is made when somebody first needs it: of thousands most are never touched.</summary>
    internal void Expect(Repository repository, Func<Birth> birth) => unborn[repository.Id] = birth;

    /// <summary>Makes the folder if it is not there yet; the caller holds <see cref="Repository.Gate"/>.</summary>
    internal void Ensure(Repository repository)
    {
        if (unborn.TryRemove(repository.Id, out var birth) && !File.Exists(Path.Combine(PathOf(repository), "HEAD")))
            Create(repository, birth());
    }

    /// <summary>The repository's git, opened; the caller holds <see cref="Repository.Gate"/>, and only while it does is the result good.</summary>
    internal GitRepository Open(Repository repository)
    {
        lock (gate)
        {
            if (open.TryGetValue(repository.Id, out var node))
            {
                recent.Remove(node);
                recent.AddFirst(node);
                return node.Value.Git;
            }

            CloseOldest();
            Ensure(repository);
            var git = new GitRepository(PathOf(repository));
            open[repository.Id] = recent.AddFirst((repository, git));
            return git;
        }
    }

    private void Create(Repository repository, Birth birth)
    {
        var path = PathOf(repository);
        Directory.CreateDirectory(Path.Combine(path, "objects", "info"));
        Directory.CreateDirectory(Path.Combine(path, "refs"));
        File.WriteAllText(Path.Combine(path, "objects", "info", "alternates"), birth.Alternate + "\n");
        File.WriteAllText(Path.Combine(path, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n[http]\n\treceivepack = true\n[gc]\n\tauto = 0\n");
        File.WriteAllText(Path.Combine(path, "packed-refs"),
            "# pack-refs with: sorted \n" + string.Concat(birth.Refs.Select(reference => $"{reference.Sha} {reference.Name}\n")));

        // Last, because it says that the rest is there.
        File.WriteAllText(Path.Combine(path, "HEAD"), $"ref: refs/heads/{repository.DefaultBranch}\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (_, git) in recent)
                git.Dispose();
            recent.Clear();
            open.Clear();
        }
    }

    private void CloseOldest()
    {
        for (var node = recent.Last; recent.Count >= MostOpen && node is not null;)
        {
            var (repository, git) = node.Value;
            var before = node.Previous;
            if (repository.Gate.TryEnter())
            {
                try
                {
                    recent.Remove(node);
                    open.Remove(repository.Id);
                    git.Dispose();
                }
                finally
                {
                    repository.Gate.Exit();
                }
            }

            node = before;
        }
    }
}

/// <summary>What a repository begins with.</summary>
/// <param name="Alternate">The <c>objects</c> folder with its first objects, absolute or relative to its own.</param>
/// <param name="Refs">Its refs, sorted by name, with what they point to.</param>
internal sealed record Birth(string Alternate, IEnumerable<(string Name, string Sha)> Refs);
