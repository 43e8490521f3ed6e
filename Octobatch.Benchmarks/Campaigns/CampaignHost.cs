using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Octobatch.Campaigns;
using Octobatch.Campaigns.Publishing.Work;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.Benchmarks.Campaigns;

/// <summary>The campaign service as it is shipped, in this process, but for its workers: there is no GitHub that they could look at.</summary>
internal static class CampaignHost
{
    /// <summary>Starts it and waits for its schema.</summary>
    public static async Task<WebApplication> StartAsync(Dictionary<string, string?> settings, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new("urls", "http://127.0.0.1:0"), .. settings]);
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.AddCampaignService();
        foreach (var worker in builder.Services.Where(s => s.ImplementationType == typeof(PublishWorker) || s.ImplementationType == typeof(RunWorker)).ToList())
            builder.Services.Remove(worker);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapCampaignService();
        await app.StartAsync();
        await app.Services.GetRequiredService<SchemaState>().WaitAsync(CancellationToken.None);
        return app;
    }
}
