using Octobatch.Campaigns.Steps.Actions;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps;

/// <summary>
/// What must be known of a repository before its steps can be applied. First the entries: <see cref="Paths"/> and
/// <see cref="Folders"/>, or the whole tree. Then the contents, which <see cref="Contents"/> names from the entries found.
/// </summary>
public sealed class ReadPlan
{
    private readonly List<Glob> _globs = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _editedPaths = new(StringComparer.Ordinal);
    private readonly HashSet<Glob> _replacedGlobs = [];

    private ReadPlan()
    {
    }

    /// <summary>Files named exactly.</summary>
    public IReadOnlySet<string> Paths => _paths;

    /// <summary>
    /// Files that the steps may create. Where such a file does not exist, the entries of every folder on its way are needed
    /// too: a symbolic link, a submodule or a name that differs by case only refuses it.
    /// </summary>
    public IReadOnlySet<string> Created { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Folders whose entries are needed for globs; the root is the empty path.</summary>
    public IReadOnlyList<FolderRead> Folders { get; private set; } = [];

    /// <summary>A glob may match anywhere: one recursive read of the root beats many of folders.</summary>
    public bool WholeTree => Folders.Any(folder => folder is { Path: "", Recursive: true });

    /// <summary>Of the paths that exist, those whose bytes the steps or the diff need. A submodule has none.</summary>
    public IEnumerable<string> Contents(IEnumerable<string> paths) =>
        paths.Where(path => _paths.Contains(path) || _globs.Exists(glob => glob.Matches(path)));

    /// <summary>Whether the bytes of a file count even when it is binary: a <c>replace</c> alone leaves those as they are.</summary>
    public bool NeedsBinary(string path) =>
        _editedPaths.Contains(path) || _globs.Exists(glob => !_replacedGlobs.Contains(glob) && glob.Matches(path));

    internal static ReadPlan Of(IEnumerable<StepAction> actions)
    {
        var created = new HashSet<string>(StringComparer.Ordinal);
        var plan = new ReadPlan { Created = created };
        foreach (var action in actions)
        {
            plan._paths.UnionWith(action.Paths);
            plan._paths.UnionWith(action.Creates);
            created.UnionWith(action.Creates);
            plan._editedPaths.UnionWith(action.Paths.Concat(action.Creates));
            foreach (var glob in action.Globs)
            {
                if (glob.IsLiteral) plan._paths.Add(glob.Pattern);
                else plan._globs.Add(glob);
                if (action is ReplaceAction) plan._replacedGlobs.Add(glob);
                else if (glob.IsLiteral) plan._editedPaths.Add(glob.Pattern);
            }
        }

        var folders = plan._globs.Select(glob => new FolderRead(glob.Folder, glob.IsRecursive)).Distinct().ToList();
        plan.Folders = [.. folders.Where(folder => !folders.Exists(other => other != folder && other.Covers(folder)))];
        return plan;
    }
}

/// <summary>A folder whose entries are needed, with those of the folders in it when <paramref name="Recursive"/>.</summary>
public sealed record FolderRead(string Path, bool Recursive)
{
    internal bool Covers(FolderRead other) =>
        Recursive && (Path.Length == 0 || other.Path == Path || other.Path.StartsWith(Path + "/", StringComparison.Ordinal));
}
