using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Deployment.Images;

/// <summary>The images of the four services as <c>build/images.sh</c> writes them, once for all tests.</summary>
public sealed class PublishedImages : IAsyncLifetime
{
    public const string Source = "https://git.example.com/platform/octobatch";

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"octobatch-images-{Guid.NewGuid():N}");
    private string? problem;

    /// <summary>The image of one service; skips the test when images cannot be made here.</summary>
    internal Task<ImageArchive> UnpackAsync(string service)
    {
        if (problem is not null)
            Missing.Skip(problem);
        return ImageArchive.UnpackAsync(Path.Combine(folder, $"octobatch-{service}.tar"), Path.Combine(folder, service));
    }

    public async ValueTask InitializeAsync()
    {
        problem = Sandbox.Obstacle;
        if (problem is not null)
            return;
        await using var registry = await BaseRegistry.StartAsync(await BaseImage.MakeAsync());
        var build = await Command.RunAsync(Repository.PathOf("build", "images.sh"),
        [
            "--archive", folder, "--base", registry.Image, "--rids", "linux-x64", "--source", Source, "--configuration", Configuration,
        ]);
        Assert.True(build.ExitCode == 0, build.Output + build.Errors);
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // The one that these tests were built with: then most of the work is done already.
    private static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif
}
