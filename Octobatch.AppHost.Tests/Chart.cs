using Aspire.Hosting.Testing;
using Xunit;

namespace Octobatch.AppHost.Tests;

/// <summary>The Helm chart that <c>aspire publish</c> writes, published once for the tests of a class. Needs no container runtime.</summary>
public sealed class Chart : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Secrets _secrets = new();

    /// <summary>Where it lies.</summary>
    public DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("octobatch-chart-");

    /// <summary>The values of all secrets that it was published with.</summary>
    public IEnumerable<string> Secrets => _secrets.Values;

    public async ValueTask InitializeAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        // With --clear-cache, publishing keeps nothing of its parameters in the user's folder.
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Octobatch_AppHost>(
            ["--operation", "publish", "--step", "publish", "--clear-cache", "true", "--output-path", Directory.FullName,
                "--Parameters:github-app-id=1", .. _secrets.Arguments], limit.Token);
        await using var app = await builder.BuildAsync(limit.Token);
        await app.RunAsync(limit.Token);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
