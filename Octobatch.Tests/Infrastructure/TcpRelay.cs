using System.Net;
using System.Net.Sockets;

namespace Octobatch.Tests.Infrastructure;

/// <summary>Stands before a server, whose answers may come so much later, and counts the bytes of both directions.</summary>
internal sealed class TcpRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string host;
    private readonly int port;
    private readonly TimeSpan delay;
    private long bytes;

    public TcpRelay(string host, int port, TimeSpan delay = default)
    {
        (this.host, this.port, this.delay) = (host, port, delay);
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Since the last call.</summary>
    public long TakeBytes() => Interlocked.Exchange(ref bytes, 0);

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
                await server.ConnectAsync(host, port);
                await Task.WhenAny(CopyAsync(client, server, TimeSpan.Zero), CopyAsync(server, client, delay));
            }
            catch (SocketException)
            {
                // The client sees it by the end of its connection.
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to, TimeSpan wait)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0; Interlocked.Add(ref bytes, read))
            {
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has closed it.
        }
    }
}
