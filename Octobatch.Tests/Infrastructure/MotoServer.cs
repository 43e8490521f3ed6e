using Octobatch.Standalone.Embedded;

namespace Octobatch.Tests.Infrastructure;

/// <summary>Python's <c>moto_server</c>: every function of S3, but it takes any signature.</summary>
public sealed class MotoServer : S3Server
{
    private readonly string _host = LoopbackAddress.Next();
    private ChildProcess? _process;

    public override string Endpoint => $"http://{_host}:5000";

    public override bool ChecksSignatures => false;

    public static async Task<MotoServer> StartAsync(string program, CancellationToken cancellationToken)
    {
        var server = new MotoServer();
        var process = await ChildProcess.StartAsync(new ChildProcessOptions(program, "-H", server._host, "-p", "5000"));
        server._process = process;
        await server.WaitUntilItAnswersAsync(() => process.HasExited, () => process.RecentOutput, cancellationToken);
        return server;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
