using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.Campaigns.Steps.Running.Sandboxes;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps.Running;

/// <summary>A machine that can make sandboxes; where it cannot, its tests are skipped with the reason, or fail when all are required.</summary>
public sealed class SandboxFixture : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        if (Executables.Find("bwrap") is null)
            await DebianPackages.TryInstallAsync(NullLogger.Instance, CancellationToken.None, "bubblewrap");
    }

    public static void Require()
    {
        if (SandboxHost.Problem is { } problem)
            throw Missing.Skip(problem);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
