namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>
/// Maps keys to paths and back. In S3 both <c>a</c> and <c>a/b</c> may exist, on disk a name is a file or a folder; so
/// folders end in <c>.d</c>, and a blob's own name that ends so has its dot written as <c>%2E</c> (and <c>%</c> as <c>%25</c>).
/// </summary>
internal static class BlobPath
{
    private const string FolderMark = ".d";

    public static string Of(string root, string key)
    {
        var segments = key.Split('/');
        var path = root;
        foreach (var folder in segments[..^1]) path = Path.Combine(path, Escape(folder) + FolderMark);
        return Path.Combine(path, Escape(segments[^1]));
    }

    /// <summary>The part of a key that this file or folder stands for; a folder's ends with a slash.</summary>
    public static string KeyPart(FileSystemInfo entry)
    {
        var isFolder = entry is DirectoryInfo;
        var name = isFolder ? entry.Name[..^FolderMark.Length] : entry.Name;
        var part = name.Replace("%2E", ".", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
        return isFolder ? part + "/" : part;
    }

    public static bool IsPartOfKey(FileSystemInfo entry) =>
        entry is not DirectoryInfo || entry.Name.EndsWith(FolderMark, StringComparison.Ordinal);

    private static string Escape(string segment)
    {
        var escaped = segment.Replace("%", "%25", StringComparison.Ordinal);
        return escaped.EndsWith(FolderMark, StringComparison.Ordinal) ? escaped[..^FolderMark.Length] + "%2Ed" : escaped;
    }
}
