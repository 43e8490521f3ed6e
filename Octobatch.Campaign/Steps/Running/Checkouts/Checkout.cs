using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running.Checkouts;

/// <summary>All files of a commit: names, modes and ids in memory, contents in a folder of its own, which goes with it.</summary>
internal sealed class Checkout : IDisposable
{
    private readonly DirectoryInfo _folder;

    public Checkout(DirectoryInfo folder, IReadOnlyDictionary<string, TreeFile> files, BlobFile blobs) =>
        (_folder, Files, Blobs) = (folder, files, blobs);

    /// <summary>By path, without contents.</summary>
    public IReadOnlyDictionary<string, TreeFile> Files { get; }

    /// <summary>Where the contents are.</summary>
    public BlobFile Blobs { get; }

    /// <summary>A new file's path in the checkout's folder.</summary>
    public string TemporaryFile() => Path.Combine(_folder.FullName, Path.GetRandomFileName());

    /// <summary>The same file with its content, where it has one.</summary>
    public TreeFile WithContent(TreeFile file) =>
        file.Content is not null || file.Mode == TreeFileMode.Submodule ? file : file with { Content = Blobs.Read(file.BlobId) };

    public void Dispose()
    {
        Blobs.Dispose();
        _folder.Delete(recursive: true);
    }
}
