using Octobatch.GitHub;
using Octobatch.Selections.Files;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Resolution;
using Octobatch.Selections.Snapshots;
using Octobatch.Selections.Sync;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Events;
using Octobatch.ServiceDefaults.Http;

namespace Octobatch.Selections;

/// <summary>The selection service, as it runs alone, in Standalone and in tests.</summary>
public static class SelectionService
{
    public static void AddSelectionService(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults(OctobatchService.Selection, typeof(SelectionService).Assembly);
        builder.AddServiceClient<TokenAddress>(OctobatchService.Token);
        builder.AddGitHub(writes: false);
        builder.AddSettings<SyncSettings>();
        builder.Services.AddSingleton<InventoryReader>().AddSingleton<InstallationReader>().AddSingleton<InventoryWriter>();
        builder.Services.AddSingleton<Resolver>().AddSingleton<RepositorySearch>().AddSingleton<FileFacts>().AddSingleton<FileConditions>().AddSingleton<SnapshotStore>();
        builder.Services.AddSingleton<SyncStore>().AddSingleton<SyncInventory>().AddSingleton<SyncSignal>().AddSingleton<SyncRunner>()
            .AddSingleton<InstallationList>().AddSingleton<FullSync>().AddSingleton<LightSync>()
            .AddEventFollower<EventFollower>().AddHostedService<SyncWorker>();
    }

    public static void MapSelectionService(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapRepositories();
        app.MapResolve();
        app.MapSnapshots();
        app.MapSyncs();
    }
}
