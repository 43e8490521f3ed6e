using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Tests.Infrastructure;

/// <summary>A real <c>redis-server</c> that keeps nothing on disk; a test may stop it and bring it back, empty, at the same address.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly string _program;
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private ChildProcess? _process;

    private RedisServer(string program)
    {
        _program = program;
        (Host, Port) = OperatingSystem.IsLinux() ? (LoopbackAddress.Next(), 6379) : ("127.0.0.1", RandomNumberGenerator.GetInt32(20_000, 30_000));
    }

    public string Host { get; }

    public int Port { get; }

    public string Url => $"redis://:{_password}@{Host}:{Port}/0";

    public static async Task<RedisServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new RedisServer(await FindAsync(cancellationToken));
        await server.StartProcessAsync(cancellationToken);
        return server;
    }

    public async Task StopAsync()
    {
        if (_process is null) return;
        await _process.DisposeAsync();
        _process = null;
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await StartProcessAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StartProcessAsync(CancellationToken cancellationToken)
    {
        _process = await ChildProcess.StartAsync(new ChildProcessOptions(
            _program, "--bind", Host, "--port", Port.ToString(), "--requirepass", _password,
            "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await AcceptsAsync(limit.Token))
        {
            if (_process.HasExited) throw new InvalidOperationException($"redis-server did not start: {_process.RecentOutput}");
            await Task.Delay(10, limit.Token);
        }
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Host, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("OCTOBATCH_REDIS_SERVER_BIN") is { Length: > 0 } configured) return configured;
        if (Executables.Find("redis-server") is { } found) return found;
        await DebianPackages.TryInstallAsync(NullLogger.Instance, cancellationToken, "redis-server");
        return Executables.Find("redis-server")
            ?? throw new MissingServerException("redis-server is not on this machine: apt-get install redis-server, or set OCTOBATCH_REDIS_SERVER_BIN.");
    }
}
