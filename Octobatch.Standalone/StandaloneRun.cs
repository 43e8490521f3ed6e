using Octobatch.ServiceDefaults;
using Octobatch.Standalone.Embedded;

namespace Octobatch.Standalone;

/// <summary>One run, from start to stop.</summary>
internal static class StandaloneRun
{
    /// <returns>The exit code: 0 after a stop that was asked for, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(StandaloneOptions options, CancellationToken stop)
    {
        try
        {
            Ports.EnsureFree(options.PortBase, count: 5);
            using var folder = new DataFolder(options);
            using var loggers = LoggerFactory.Create(logging => logging
                .SetMinimumLevel(LogLevel.Warning)
                .AddFilter("ArgParser", LogLevel.Error) // Garnet's: it warns of options that are not used here
                .AddSimpleConsole(c => c.SingleLine = true));
            Console.WriteLine("Starting Octobatch …");
            await using var parts = new EmbeddedParts(options, folder, loggers);
            await parts.StartAsync(stop);
            await using var services = new ServiceHosts(options, parts.Settings);
            var health = await services.StartAsync(stop);
            var link = await SignInLink.CreateAsync(services.Address(OctobatchService.Gateway), parts.AdminKey, stop);
            Console.WriteLine(Screen.Render(options, parts, services, health, link));
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Console.WriteLine("Stopping …");
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception e) when (e is StandaloneException or EmbeddedServerException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
