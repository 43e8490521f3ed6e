using System.Net;

namespace Octobatch.Tests.Gateway;

/// <summary>
/// A body that does not say how large it is. Its last bytes go out with its end, in one write: whoever refuses it because of them closes the
/// connection when nothing is sent on it any more.
/// </summary>
internal sealed class ChunkedContent(byte[] body, int lastChunk) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(body.AsMemory(..^lastChunk), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        await stream.WriteAsync(body.AsMemory(^lastChunk..), cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
