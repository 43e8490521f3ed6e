using System.Net;
using System.Net.Sockets;

namespace Octobatch.Benchmarks.Previews;

/// <summary>Stands before a server and counts the bytes of both directions, the same way for every client.</summary>
internal sealed class ByteRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Uri target;
    private long bytes;

    public ByteRelay(Uri target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>Since the last call.</summary>
    public long Take() => Interlocked.Exchange(ref bytes, 0);

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Over.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(target.Host, target.Port);
                await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
            }
            catch (SocketException)
            {
                // The client sees it by the end of its connection.
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0; Interlocked.Add(ref bytes, read))
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has closed it.
        }
    }
}
