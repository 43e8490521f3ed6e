using System.Net;
using System.Net.Sockets;

namespace Octobatch.Tests.ServiceDefaults;

/// <summary>Takes connections and never says a word.</summary>
internal sealed class HangingServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Socket> sockets = [];

    public HangingServer()
    {
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Completes with the first connection.</summary>
    public Task Connected => connected.Task;

    public void Dispose()
    {
        listener.Stop();
        lock (sockets)
            sockets.ForEach(s => s.Dispose());
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                lock (sockets)
                    sockets.Add(socket);
                connected.TrySetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }
}
