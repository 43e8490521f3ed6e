using Microsoft.Extensions.DependencyInjection;
using Octobatch.Selections;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Sync;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Infrastructure;

namespace Octobatch.Tests.Selections;

/// <summary>The selection service with a database of its own, its schema in place.</summary>
internal static class SelectionHost
{
    public static async Task<ServiceHost> StartAsync(
        PostgresFixture postgres, TimeProvider? time = null, Action<IServiceCollection>? replace = null, params (string, string?)[] settings)
    {
        // The schema is made once a run and copied.
        var dsn = await postgres.CreateCopyAsync("selection", async empty => await (await StartOnAsync(empty)).DisposeAsync());
        return await StartOnAsync(dsn, time, replace, settings);
    }

    private static async Task<ServiceHost> StartOnAsync(
        string dsn, TimeProvider? time = null, Action<IServiceCollection>? replace = null, params (string, string?)[] settings)
    {
        var host = await ServiceHost.StartAsync(
            b => b.AddSelectionService(), a => a.MapSelectionService(),
            ServiceSettings.With([("OCTOBATCH_POSTGRES_DSN", dsn), .. settings]), replace ?? WithoutWorkers, time);
        await host.Services.GetRequiredService<SchemaState>().WaitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        return host;
    }

    /// <summary>Takes the workers away, so that a test decides when they do what.</summary>
    public static void WithoutWorkers(IServiceCollection services)
    {
        foreach (var worker in services.Where(s => s.ImplementationType == typeof(SyncWorker) || s.ImplementationType == typeof(EventWorker)).ToList())
            services.Remove(worker);
    }

    public static T Get<T>(this ServiceHost host) where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task SeedAsync(this ServiceHost host, IReadOnlyCollection<Installation> installations, IEnumerable<Repository> repositories)
    {
        var writer = host.Get<InventoryWriter>();
        await writer.WriteAsync(installations, CancellationToken.None);
        foreach (var page in repositories.Chunk(1_000))
            await writer.WriteAsync(page, CancellationToken.None);
    }
}
