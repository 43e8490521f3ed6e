using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Http;

namespace Octobatch.Selections;

/// <summary>The selection service, as it runs alone, in Standalone and in tests.</summary>
public static class SelectionService
{
    public static void AddSelectionService(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults(OctobatchService.Selection, typeof(SelectionService).Assembly);
        builder.AddServiceClient<TokenAddress>(OctobatchService.Token);
    }

    public static void MapSelectionService(this WebApplication app) => app.MapServiceDefaults();
}
