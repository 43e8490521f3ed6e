using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Xunit;

namespace Octobatch.AppHost.Tests;

/// <summary>
/// The whole development stack with the GitHub simulator, started once for the tests of a class. Needs a container runtime. Ports
/// are free ones, and nothing is left behind: the containers have no volumes here, and the simulator a folder of its own.
/// </summary>
public sealed class RunningGraph : IAsyncLifetime
{
    // The first time the images have to be fetched.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _simulatorData = Directory.CreateTempSubdirectory("octobatch-apphost-");
    private readonly Secrets _secrets = new();
    private DistributedApplication? _app;

    /// <summary>The running application.</summary>
    public DistributedApplication App => _app ?? throw new InvalidOperationException("The graph has not started.");

    /// <summary>The value of a secret parameter, such as <c>admin-key</c>.</summary>
    public string Secret(string name) => _secrets[name];

    public async ValueTask InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Octobatch_AppHost>(
            ["--github", "simulator", "--simulator-data", _simulatorData.FullName, .. _secrets.Arguments], limit.Token);
        foreach (var container in builder.Resources.OfType<ContainerResource>())
        {
            foreach (var volume in container.Annotations.OfType<ContainerMountAnnotation>().ToList())
                container.Annotations.Remove(volume);
        }

        _app = await builder.BuildAsync(limit.Token);
        await _app.StartAsync(limit.Token);
        foreach (var service in new[] { "token", "selection", "campaign", "gateway" })
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(service, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _simulatorData.Delete(recursive: true);
    }
}
