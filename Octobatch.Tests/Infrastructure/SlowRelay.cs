using System.Net;
using System.Net.Sockets;

namespace Octobatch.Tests.Infrastructure;

/// <summary>Stands before a server, whose answers come so much later.</summary>
internal sealed class SlowRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string host;
    private readonly int port;
    private readonly TimeSpan delay;

    public SlowRelay(string host, int port, TimeSpan delay)
    {
        (this.host, this.port, this.delay) = (host, port, delay);
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

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
            await server.ConnectAsync(host, port);
            await Task.WhenAny(CopyAsync(client, server, TimeSpan.Zero), CopyAsync(server, client, delay));
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, TimeSpan delay)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.GetStream().ReadAsync(buffer)) > 0;)
            {
                await Task.Delay(delay);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has closed it.
        }
    }
}
