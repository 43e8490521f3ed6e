using System.Net;
using System.Net.Sockets;

namespace Octobatch.Standalone;

/// <summary>TCP ports of the loopback address.</summary>
public static class Ports
{
    /// <exception cref="StandaloneException">One of <paramref name="count"/> ports from <paramref name="first"/> on is in use.</exception>
    public static void EnsureFree(int first, int count)
    {
        var taken = Enumerable.Range(first, count).Where(port => !IsFree(port)).ToList();
        if (taken.Count == 0)
            return;
        var which = taken.Count == 1 ? $"Port {taken[0]} is" : $"Ports {string.Join(", ", taken)} are";
        throw new StandaloneException($"{which} in use. Stop what listens there, or choose other ports with --port-base N (it takes N to N+{count - 1}).");
    }

    /// <summary>Whether nothing listens there now.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
