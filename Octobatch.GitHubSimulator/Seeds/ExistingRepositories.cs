using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>
/// Bare repositories that lie on disk, under a folder, at any depth: <c>owner/name.git</c>, <c>owner+name</c>, or anything below
/// a folder <c>owner+name</c>. They are read and never written to.
/// </summary>
internal static class ExistingRepositories
{
    public static IEnumerable<(string Owner, string Name, string Path)> Find(string root)
    {
        var found = new Dictionary<string, (string, string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in Bare(new DirectoryInfo(root)))
        {
            var parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar);
            if (NameOf(parts) is { } name)
                found.TryAdd($"{name.Owner}/{name.Name}", (name.Owner, name.Name, path));
        }

        return found.Values;
    }

    public static (string DefaultBranch, IReadOnlyList<(string Name, string Sha)> Refs) Read(string path)
    {
        using var git = new GitRepository(path);
        var refs = git.Refs
            .OfType<DirectReference>()
            .Where(reference => (reference.IsLocalBranch || reference.IsTag) && reference.Target is not null)
            .OrderBy(reference => reference.CanonicalName, StringComparer.Ordinal)
            .Select(reference => (reference.CanonicalName, reference.TargetIdentifier))
            .ToList();
        var branches = refs.Where(reference => reference.CanonicalName.StartsWith("refs/heads/", StringComparison.Ordinal))
            .Select(reference => reference.CanonicalName["refs/heads/".Length..]).ToList();
        var head = (git.Refs["HEAD"] as SymbolicReference)?.TargetIdentifier.Replace("refs/heads/", "", StringComparison.Ordinal);
        var main = new[] { head, "main", "master" }.FirstOrDefault(name => name is not null && branches.Contains(name));
        return (main ?? branches.FirstOrDefault() ?? "main", refs);
    }

    private static IEnumerable<string> Bare(DirectoryInfo directory)
    {
        if (File.Exists(Path.Combine(directory.FullName, "HEAD")) && Directory.Exists(Path.Combine(directory.FullName, "objects")))
        {
            yield return directory.FullName;
            yield break;
        }

        foreach (var path in directory.EnumerateDirectories().Where(below => below.LinkTarget is null).OrderBy(below => below.Name, StringComparer.Ordinal).SelectMany(Bare))
            yield return path;
    }

    private static (string Owner, string Name)? NameOf(string[] parts)
    {
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i].Split('+', 2) is [{ Length: > 0 } owner, { Length: > 0 } name])
                return (owner, Plain(name));
        }

        return parts.Length > 1 ? (parts[^2], Plain(parts[^1])) : null;
    }

    private static string Plain(string name) => name.EndsWith(".git", StringComparison.Ordinal) ? name[..^4] : name;
}
