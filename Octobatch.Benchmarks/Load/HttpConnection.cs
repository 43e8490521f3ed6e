using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace Octobatch.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that does no more than a load generator needs: sends bytes, and reads one answer with a
/// Content-Length to its end. Cheap, so that the server is what is measured.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[16 * 1024];

    public static async Task<HttpConnection> OpenAsync(IPEndPoint target)
    {
        var connection = new HttpConnection();
        await connection.socket.ConnectAsync(target);
        return connection;
    }

    /// <summary>Returns the answer's body, which lives until the next call.</summary>
    /// <exception cref="InvalidOperationException">The answer is not 200, or too large.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SendAsync(ReadOnlyMemory<byte> request)
    {
        await socket.SendAsync(request, SocketFlags.None);
        var have = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(have), SocketFlags.None);
            if (read == 0)
                throw new InvalidOperationException("The server closed the connection.");
            have += read;
            if (Body(buffer.AsSpan(0, have)) is var (start, length))
                return buffer.AsMemory(start, length);
        }
    }

    public void Dispose() => socket.Dispose();

    private static (int Start, int Length)? Body(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return null;
        if (!answer.StartsWith("HTTP/1.1 200"u8))
            throw new InvalidOperationException(System.Text.Encoding.ASCII.GetString(answer));
        var at = answer.IndexOf("Content-Length: "u8);
        if (at < 0 || !Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _))
            throw new InvalidOperationException("The answer has no Content-Length.");
        return answer.Length >= head + 4 + length ? (head + 4, length) : null;
    }
}
