using System.Globalization;
using Octobatch.ServiceDefaults;
using Octobatch.Tests.Deployment.Images;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Deployment;

/// <summary>What <c>build/images.sh</c> makes, on a base image of this machine's own runtime.</summary>
public sealed class ImagesTests(PublishedImages images) : IClassFixture<PublishedImages>
{
    public static TheoryData<string> Services => [.. OctobatchService.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Services))]
    public async Task Each_image_starts_answers_and_ends(string service)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var image = await images.UnpackAsync(service);
        var port = OctobatchService.All.Single(s => s.Name == service).Port;

        // Nothing is configured and nothing can be reached: it starts all the same.
        await using var running = Sandbox.Start(image);
        await running.ListeningAsync(cancellation);
        Assert.StartsWith("HTTP/1.1 200", await running.GetAsync(port, "/livez"), StringComparison.Ordinal);
        Assert.Equal(0, await running.TerminateAsync(cancellation));

        Assert.Equal("1654", image.Configuration.User);
        Assert.Equal("amd64", image.Architecture);
        Assert.Equal([$"{port}/tcp"], image.Configuration.ExposedPorts.Keys);
        Assert.Contains($"ASPNETCORE_HTTP_PORTS={port.ToString(CultureInfo.InvariantCulture)}", image.Configuration.Env);
        Assert.Equal(["dotnet", $"/app/Octobatch.{char.ToUpperInvariant(service[0])}{service[1..]}.dll"],
            [.. image.Configuration.Entrypoint ?? [], .. image.Configuration.Cmd ?? []]);

        var commit = (await Command.RunAsync("git", ["rev-parse", "HEAD"])).Succeeded.Trim();
        Assert.Equal(PublishedImages.Source, image.Configuration.Labels["org.opencontainers.image.source"]);
        Assert.Equal(commit, image.Configuration.Labels["org.opencontainers.image.revision"]);
        Assert.Equal(Repository.Version, image.Configuration.Labels["org.opencontainers.image.version"]);
        Assert.Equal("MIT", image.Configuration.Labels["org.opencontainers.image.licenses"]);
        Assert.Contains(image.Tags, tag => tag.EndsWith(Repository.Version, StringComparison.Ordinal));
        Assert.Contains(image.Tags, tag => tag.Contains(commit[..12], StringComparison.Ordinal));
    }
}
