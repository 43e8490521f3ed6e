using System.Buffers;
using Octobatch.GitHub.Reading;

namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>Reads a file of which only a changed content is wanted, and a changed one only when it is not too large.</summary>
internal static class ContentReader
{
    /// <param name="expected">The blob that the file was before; null when it is new.</param>
    /// <returns>The bytes, or null when they are the expected ones or too many; and the id of the blob that they make.</returns>
    /// <exception cref="EndOfStreamException">There are fewer than the length says.</exception>
    public static async Task<(ReadOnlyMemory<byte>? Content, string Id)> ReadAsync(
        Stream stream, long length, string? expected, int most, CancellationToken cancellation)
    {
        using var hash = BlobId.Begin(length);
        using var kept = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(80 * 1024);
        try
        {
            for (long left = length; left > 0;)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellation);
                if (read == 0) throw new EndOfStreamException();
                hash.AppendData(buffer, 0, read);
                if (length <= most) kept.Write(buffer, 0, read);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var id = Convert.ToHexStringLower(hash.GetHashAndReset());
        return (id == expected || length > most ? (ReadOnlyMemory<byte>?)null : kept.ToArray(), id);
    }
}
