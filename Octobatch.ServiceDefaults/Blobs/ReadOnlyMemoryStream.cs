using System.Runtime.InteropServices;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Reads memory as a stream, without a copy where the memory is an array.</summary>
internal sealed class ReadOnlyMemoryStream(ArraySegment<byte> bytes)
    : MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
{
    public ReadOnlyMemoryStream(ReadOnlyMemory<byte> content)
        : this(MemoryMarshal.TryGetArray(content, out var array) ? array : new ArraySegment<byte>(content.ToArray()))
    {
    }
}
