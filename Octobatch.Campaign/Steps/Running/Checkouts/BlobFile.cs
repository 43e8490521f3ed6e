using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Octobatch.GitHub.Reading;

namespace Octobatch.Campaigns.Steps.Running.Checkouts;

/// <summary>The contents of many blobs one after another in one file, found by their ids.</summary>
internal sealed class BlobFile : IDisposable
{
    private readonly Dictionary<string, (long Offset, int Length)> _places = new(StringComparer.Ordinal);
    private readonly SafeFileHandle _file;
    private long _end;

    public BlobFile(string path) =>
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);

    public bool Contains(string id) => _places.ContainsKey(id);

    /// <summary>Keeps a content if it is the blob's, and says whether it is.</summary>
    /// <param name="content">At least <paramref name="length"/> bytes, of which so many are read.</param>
    /// <exception cref="EndOfStreamException">There are fewer.</exception>
    public async Task<bool> AddAsync(string id, Stream content, int length, CancellationToken cancellation)
    {
        using var hash = BlobId.Begin(length);
        var buffer = ArrayPool<byte>.Shared.Rent(80 * 1024);
        try
        {
            for (var done = 0; done < length;)
            {
                var read = await content.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, length - done)), cancellation);
                if (read == 0) throw new EndOfStreamException();
                hash.AppendData(buffer, 0, read);
                await RandomAccess.WriteAsync(_file, buffer.AsMemory(0, read), _end + done, cancellation);
                done += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != id) return false;
        _places[id] = (_end, length);
        _end += length;
        return true;
    }

    public ReadOnlyMemory<byte> Read(string id)
    {
        var (offset, length) = _places[id];
        var content = new byte[length];
        for (var done = 0; done < length;)
        {
            var read = RandomAccess.Read(_file, content.AsSpan(done), offset + done);
            if (read == 0) throw new EndOfStreamException();
            done += read;
        }

        return content;
    }

    public void Dispose() => _file.Dispose();
}
