using System.Collections.Frozen;

namespace Octobatch.Campaigns.Previews.Reading;

/// <summary>
/// Names of files that are never text. GitHub's word alone does not do: it also calls texts binary whose encoding it does not know, and what
/// is text here is what has no NUL at its beginning.
/// </summary>
internal static class BinaryNames
{
    private static readonly FrozenSet<string> Endings = new[]
    {
        ".7z", ".a", ".avif", ".bin", ".bmp", ".bz2", ".class", ".dll", ".dylib", ".ear", ".eot", ".exe", ".gif", ".gz", ".ico", ".jar", ".jpeg", ".jpg",
        ".mov", ".mp3", ".mp4", ".o", ".otf", ".pdf", ".png", ".pyc", ".so", ".tar", ".tgz", ".tif", ".tiff", ".ttf", ".war", ".webm", ".webp", ".whl",
        ".woff", ".woff2", ".xz", ".zip", ".zst",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Has(string path) => Endings.Contains(Path.GetExtension(path));
}
