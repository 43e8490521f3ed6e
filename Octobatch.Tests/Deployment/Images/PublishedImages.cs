using Octobatch.Tests.Deployment.Tools;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Deployment.Images;

/// <summary>The images of the four services as <c>build/images.sh</c> writes them, once for all tests.</summary>
public sealed class PublishedImages : IAsyncLifetime
{
    public const string Source = "https://git.example.com/platform/octobatch";

    private readonly TempDirectory folder = new();
    private string? problem;

    /// <summary>The image of one service; skips the test when images cannot be made here.</summary>
    internal Task<ImageArchive> UnpackAsync(string service)
    {
        if (problem is not null)
            throw Missing.Skip(problem);
        return ImageArchive.UnpackAsync(folder.Sub($"octobatch-{service}.tar"), folder.Sub(service));
    }

    public async ValueTask InitializeAsync()
    {
        problem = Sandbox.Obstacle;
        if (problem is not null)
            return;
        await using var registry = await BaseRegistry.StartAsync(await BaseImage.MakeAsync());
        var build = await Command.RunAsync(Repository.PathOf("build", "images.sh"),
        [
            "--archive", folder.Path, "--base", registry.Image, "--rids", "linux-x64", "--source", Source, "--configuration", Configuration,
        ], environment: [new("MSBUILDDISABLENODEREUSE", "1"), new("UseSharedCompilation", "false")]); // no process stays behind
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Not the one that these tests were built with: no file is written that another test may be running.
    private static string Configuration =>
#if DEBUG
        "Release";
#else
        "Debug";
#endif
}
