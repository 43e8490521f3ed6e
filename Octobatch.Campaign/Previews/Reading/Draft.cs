using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub.Reading;

namespace Octobatch.Campaigns.Previews.Reading;

/// <summary>One repository while it is read: what is known of its tree, and which contents are missing.</summary>
internal sealed class Draft(int index, ReadPlan plan, StepLimits limits)
{
    private readonly Dictionary<string, TreeFile> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, TreeFile>> missing = [];

    /// <summary>Its place among those that were asked for.</summary>
    public int Index => index;

    public RepositoryHead? Head { get; set; }

    /// <summary>Why it cannot be read; then nothing else counts.</summary>
    public Outcome? Problem { get; set; }

    /// <summary>Ids of the folders that are read by <c>git/trees</c>, by path.</summary>
    public Dictionary<string, string> Trees { get; } = new(StringComparer.Ordinal);

    /// <summary>Files whose bytes are needed and not there yet, by path.</summary>
    public IReadOnlyList<KeyValuePair<string, TreeFile>> Missing => missing;

    public long MissingBytes => missing.Sum(file => file.Value.Size ?? 0);

    public RepositoryTree Tree => new(files, folders);

    /// <summary>Takes what the plan needs of an entry, and forgets the rest.</summary>
    public void Add(string path, Entry entry, bool nameCounts)
    {
        if (entry.IsFolder)
        {
            if (nameCounts)
                folders.Add(path);
            return;
        }

        var needed = plan.Contents([path]).Any();
        if ((!needed && !nameCounts) || TreeFileModes.Parse(entry.Mode) is not { } mode)
            return;
        var file = new TreeFile(mode, entry.Oid, needed ? entry.Content : null, entry.Size) { IsKnownBinary = entry.IsBinary && IsLeftAlone(path) };
        if (files.TryGetValue(path, out var known) && known.Content is not null)
            return;
        files[path] = file;
        // What is larger than a step may take is refused by its size alone.
        if (needed && file is { Content: null, IsKnownBinary: false } && mode != TreeFileMode.Submodule && !(file.Size > limits.MaxFileBytes))
            missing.Add(new(path, file));
    }

    /// <summary>GitHub says that the file is no text; where its name says so too and nothing but a <c>replace</c> looks at it, it need not be read.</summary>
    public void IsBinary(string path)
    {
        if (IsLeftAlone(path))
            files[path] = files[path] with { IsKnownBinary = true };
    }

    public bool IsRead(string path) => files[path] is { Content: not null } or { IsKnownBinary: true };

    private bool IsLeftAlone(string path) => BinaryNames.Has(path) && !plan.NeedsBinary(path);

    public void Fill(string path, ReadOnlyMemory<byte> content) => files[path] = files[path] with { Content = content };
}
