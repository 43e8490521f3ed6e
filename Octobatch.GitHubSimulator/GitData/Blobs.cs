using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>The bytes of files.</summary>
internal static class Blobs
{
    /// <summary>All bytes, as they were stored.</summary>
    public static byte[] Bytes(this Blob blob)
    {
        using var stream = blob.GetContentStream();
        var bytes = new byte[blob.Size];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static Blob CreateBlob(this GitRepository git, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return git.ObjectDatabase.CreateBlob(stream);
    }

    /// <summary>How long a file is, without reading it.</summary>
    public static long SizeOf(this GitRepository git, ObjectId id) => git.ObjectDatabase.RetrieveObjectMetadata(id)?.Size ?? 0;
}
