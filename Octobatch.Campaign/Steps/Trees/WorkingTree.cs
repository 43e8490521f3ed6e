using Octobatch.Campaigns.Steps.Actions;

namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>A tree while steps are at work on it: what was, and over it what has changed.</summary>
internal sealed class WorkingTree(RepositoryTree before, StepLimits limits)
{
    private readonly Dictionary<string, TreeFile?> _changes = new(StringComparer.Ordinal);
    private PathIndex? _index;

    public StepLimits Limits => limits;

    // Made when the first file is to be created: most changes only edit.
    private PathIndex Index => _index ??= new(Files().Select(file => file.Key).Concat(before.Folders));

    public IEnumerable<KeyValuePair<string, TreeFile>> Files() =>
        before.Files.Where(file => !_changes.ContainsKey(file.Key))
            .Concat(_changes.Where(change => change.Value is not null).Select(change => KeyValuePair.Create(change.Key, change.Value!)));

    /// <summary>The files that a glob matches, as a list, so that they may be changed meanwhile.</summary>
    public IReadOnlyList<KeyValuePair<string, TreeFile>> Match(IReadOnlyList<Glob> globs)
    {
        if (!globs.All(glob => glob.IsLiteral)) return [.. Files().Where(file => globs.Any(glob => glob.Matches(file.Key)))];
        return [.. globs.Select(glob => glob.Pattern).Distinct(StringComparer.Ordinal).Where(path => Find(path) is not null)
            .Select(path => KeyValuePair.Create(path, Find(path)!))];
    }

    public TreeFile? Find(string path) =>
        _changes.TryGetValue(path, out var changed) ? changed : before.Files.GetValueOrDefault(path);

    public void Put(string path, TreeFile file)
    {
        if (Find(path) is null) _index?.Add(path);
        _changes[path] = file;
    }

    public void Remove(string path)
    {
        _index?.Remove(path);
        _changes[path] = null;
    }

    /// <summary>Why nothing may be written at the path in this repository; null when it may.</summary>
    public Refusal? Writable(string path)
    {
        if (RepositoryPath.Problem(path) is { } problem) return new(path, problem);
        foreach (var folder in RepositoryPath.Folders(path))
        {
            switch (Find(folder)?.Mode)
            {
                case null: break;
                case TreeFileMode.SymbolicLink: return new(path, $"the path goes through the symbolic link {folder}");
                case TreeFileMode.Submodule: return new(path, $"the path lies in the submodule {folder}");
                default: return new(path, $"{folder} is a file, not a folder");
            }
        }

        if (Find(path) is { } file) return Editable(path, file);
        if (Index.Contains(path)) return new(path, "the path is a folder");
        return Index.Collision(path) is { } other ? new(path, $"the path differs from {other} by case only") : null;
    }

    /// <summary>Why an existing file may not be edited; null when it may.</summary>
    public static Refusal? Editable(string path, TreeFile file) => file.Mode switch
    {
        TreeFileMode.SymbolicLink => new(path, "the path is a symbolic link"),
        TreeFileMode.Submodule => new(path, "the path is a submodule"),
        _ => null,
    };

    /// <summary>The bytes of a file; a refusal when there are more than a step may take.</summary>
    public Refusal? Read(string path, TreeFile file, out ReadOnlyMemory<byte> content)
    {
        content = file.Content ?? default;
        if ((file.Content?.Length ?? file.Size) > limits.MaxFileBytes) return TooLarge(path);
        return file.Content is not null ? null : throw new InvalidOperationException($"{path} was not read, though {nameof(ReadPlan)} names it.");
    }

    /// <summary>Puts new bytes in a file, which keeps its mode.</summary>
    public Refusal? Write(string path, ReadOnlyMemory<byte> content)
    {
        if (content.Length > limits.MaxFileBytes) return TooLarge(path);
        Put(path, TreeFile.Of(content, Find(path)?.Mode ?? TreeFileMode.Regular));
        return null;
    }

    public Refusal TooLarge(string path) => new(path, $"the file is larger than the {limits.MaxFileBytes} bytes that a step may edit");

    public IReadOnlyList<FileChange> Changes() =>
    [
        .. _changes.Select(change => new FileChange(change.Key, before.Files.GetValueOrDefault(change.Key), change.Value))
            .Where(change => change.IsChange)
            .OrderBy(change => change.Path, StringComparer.Ordinal),
    ];
}
