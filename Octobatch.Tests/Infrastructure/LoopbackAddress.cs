using System.Security.Cryptography;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// A loopback address that nobody else uses: on Linux all of 127.0.0.0/8 is this machine. Servers that cannot take
/// port 0 keep their usual port there, and no free port has to be guessed.
/// </summary>
public static class LoopbackAddress
{
    public static string Next() => OperatingSystem.IsLinux()
        ? $"127.{Byte()}.{Byte()}.{Byte()}"
        : throw new MissingServerException("Addresses other than 127.0.0.1 exist on Linux alone.");

    private static int Byte() => RandomNumberGenerator.GetInt32(1, 255);
}
