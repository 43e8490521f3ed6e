using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Finding things in a repository by the names that people and clients give them.</summary>
internal static class GitLookup
{
    /// <summary>What <paramref name="expression"/> names, as <c>git rev-parse</c> reads it (<c>HEAD:path</c> too); null when it names nothing.</summary>
    public static GitObject? Find(this GitRepository git, string expression)
    {
        if (expression.Length is 0 || expression.StartsWith('-'))
            return null;
        try
        {
            return git.Lookup(expression);
        }
        catch (LibGit2SharpException)
        {
            return null;
        }
    }

    /// <summary>The commit that a branch, a tag, a full or short id or <c>HEAD</c> names.</summary>
    public static Commit? FindCommit(this GitRepository git, string name) =>
        git.Find(name.StartsWith("heads/", StringComparison.Ordinal) || name.StartsWith("tags/", StringComparison.Ordinal) ? $"refs/{name}" : name)
            ?.Peel<Commit>();

    /// <summary>The object with exactly this id; null when it is not there or of another type.</summary>
    public static T? FindExact<T>(this GitRepository git, string? sha)
        where T : GitObject =>
        sha is { Length: 40 } && ObjectId.TryParse(sha, out var id) ? git.Lookup(id) as T : null;

    /// <summary>The commit at a branch's end.</summary>
    public static Commit? Branch(this GitRepository git, string name) => git.Reference($"refs/heads/{name}");

    /// <summary>The commit that a full ref name leads to.</summary>
    public static Commit? Reference(this GitRepository git, string fullName) =>
        LibGit2Sharp.Reference.IsValidName(fullName) && git.Refs[fullName]?.ResolveToDirectReference()?.Target is { } target ? target.Peel<Commit>() : null;

    /// <summary>The commits that <paramref name="head"/> has and <paramref name="without"/> has not, newest first.</summary>
    public static ICommitLog Since(this GitRepository git, Commit head, Commit? without) => git.Commits.QueryBy(new CommitFilter
    {
        IncludeReachableFrom = head,
        ExcludeReachableFrom = without,
        SortBy = CommitSortStrategies.Topological | CommitSortStrategies.Time,
    });

    /// <summary>The entry at a path, <c>a/b/c</c>.</summary>
    public static TreeEntry? Entry(this Tree tree, string path) => path.Length is 0 ? null : tree[path];
}
