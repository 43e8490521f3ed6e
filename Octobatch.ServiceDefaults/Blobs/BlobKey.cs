using System.Text;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>What a key may look like, so that every store takes it and none lets it out of its bucket or folder.</summary>
public static class BlobKey
{
    /// <summary>S3's limit, in bytes of UTF-8.</summary>
    public const int MaxBytes = 1024;

    // A file name's limit is 255 bytes; the rest is room for the folder store's marks.
    private const int MaxSegmentBytes = 200;

    /// <summary>The key itself, when it is fine.</summary>
    /// <exception cref="ArgumentException">Empty, too long, a segment that is empty, <c>.</c> or <c>..</c>, a backslash or a control character.</exception>
    public static string Require(string key)
    {
        if (key.Length == 0 || Encoding.UTF8.GetByteCount(key) > MaxBytes)
        {
            throw new ArgumentException($"A blob's key must have 1 to {MaxBytes} bytes.", nameof(key));
        }

        if (key.Any(c => c is '\\' || char.IsControl(c)))
        {
            throw new ArgumentException("A blob's key must not hold backslashes or control characters.", nameof(key));
        }

        foreach (var segment in key.Split('/'))
        {
            if (segment is "" or "." or ".." || Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
            {
                throw new ArgumentException(
                    $"Between its slashes a blob's key must have 1 to {MaxSegmentBytes} bytes, and neither '.' nor '..'.", nameof(key));
            }
        }

        return key;
    }
}
