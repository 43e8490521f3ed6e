using Microsoft.AspNetCore.Builder;

namespace Octobatch.Benchmarks.Processes;

/// <summary>The other end of <see cref="MeasuredProcess"/>.</summary>
internal static class ServedProcess
{
    public const string Listening = "listening on ";

    /// <summary>Serves until standard input ends.</summary>
    public static async Task<int> UntilInputEndsAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine(Listening + app.Urls.First());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        return 0;
    }
}
