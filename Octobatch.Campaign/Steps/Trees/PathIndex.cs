namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>The names of a tree, folders included, as a file system sees them that does not tell cases apart.</summary>
internal sealed class PathIndex
{
    private readonly Dictionary<string, Dictionary<string, int>> _spellings = new(StringComparer.OrdinalIgnoreCase);

    public PathIndex(IEnumerable<string> paths)
    {
        foreach (var path in paths) Add(path);
    }

    public void Add(string path)
    {
        foreach (var name in Names(path))
        {
            if (!_spellings.TryGetValue(name, out var spellings)) _spellings[name] = spellings = new(1, StringComparer.Ordinal);
            spellings[name] = spellings.GetValueOrDefault(name) + 1;
        }
    }

    public void Remove(string path)
    {
        foreach (var name in Names(path))
        {
            var spellings = _spellings[name];
            if (--spellings[name] > 0) continue;
            spellings.Remove(name);
            if (spellings.Count == 0) _spellings.Remove(name);
        }
    }

    public bool Contains(string path) => _spellings.TryGetValue(path, out var spellings) && spellings.ContainsKey(path);

    /// <summary>Another spelling of the path, or of a folder on its way, that a new file would stand beside.</summary>
    public string? Collision(string path) => Names(path)
        .Where(name => _spellings.TryGetValue(name, out var spellings) && !spellings.ContainsKey(name))
        .Select(name => _spellings[name].Keys.First())
        .FirstOrDefault();

    /// <summary>The path, or a folder on its way, is there in two spellings.</summary>
    public bool HasOtherSpelling(string path) => Names(path).Any(name => _spellings.TryGetValue(name, out var spellings) && spellings.Count > 1);

    private static IEnumerable<string> Names(string path) => RepositoryPath.Folders(path).Append(path);
}
