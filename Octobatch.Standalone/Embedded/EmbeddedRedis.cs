using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;
using Microsoft.Extensions.Logging;

namespace Octobatch.Standalone.Embedded;

/// <summary>
/// Garnet inside this process, which speaks Redis's protocol. It keeps nothing across restarts, as what Octobatch
/// holds in Redis may be lost at any time.
/// </summary>
public sealed class EmbeddedRedis : IDisposable
{
    private const int PortsToTry = 5;
    private readonly GarnetServer _server;

    private EmbeddedRedis(GarnetServer server, int port, string password)
    {
        _server = server;
        Port = port;
        Url = $"redis://:{password}@127.0.0.1:{port}/0";
    }

    public int Port { get; }

    /// <summary><c>redis://:password@127.0.0.1:port/0</c></summary>
    public string Url { get; }

    /// <param name="port">The port on 127.0.0.1; null: a free one.</param>
    /// <exception cref="EmbeddedServerException">The port is in use.</exception>
    public static EmbeddedRedis Start(int? port, ILoggerFactory loggerFactory)
    {
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        for (var attempt = 1; ; attempt++)
        {
            var chosen = port ?? FreePort();
            GarnetServer? server = null;
            try
            {
                server = new GarnetServer(Arguments(chosen, password), loggerFactory);
                server.Start();
                return new EmbeddedRedis(server, chosen, password);
            }
            catch (Exception e) when (e.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                // Garnet does not take port 0, and between finding a free port and using it somebody else may take it.
                server?.Dispose();
                if (port is not null) throw new EmbeddedServerException($"Port {port} is in use, so Redis cannot start there.", e);
                if (attempt == PortsToTry) throw new EmbeddedServerException("No free port for Redis.", e);
            }
        }
    }

    public void Dispose() => _server.Dispose();

    // Sizes for what one machine holds: budgets, ETags, tokens. The log wraps around when it is full, and nothing is
    // written to disk.
    private static string[] Arguments(int port, string password) =>
    [
        "--port", port.ToString(),
        "--bind", "127.0.0.1",
        "--auth", "Password",
        "--password", password,
        "--lua", "true",
        "--lua-transaction-mode", "true",
        "--memory", "128m",
        "--page", "1m",
        "--segment", "64m",
        "--index", "1m",
        "-q",
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
