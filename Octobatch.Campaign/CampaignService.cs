using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Progress;
using Octobatch.Campaigns.Publishing;
using Octobatch.Campaigns.Publishing.Bulk;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Campaigns.Reports;
using Octobatch.Campaigns.Retention;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.GitHub;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Http;

namespace Octobatch.Campaigns;

/// <summary>The campaign service, as it runs alone, in Standalone and in tests.</summary>
public static class CampaignService
{
    /// <summary>To resolve a selection may mean to ask GitHub about the files of many repositories.</summary>
    private static readonly TimeSpan SelectionPatience = TimeSpan.FromMinutes(10);

    public static void AddCampaignService(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults(OctobatchService.Campaign, typeof(CampaignService).Assembly);
        builder.AddServiceClient<SelectionAddress>(OctobatchService.Selection, patience: SelectionPatience);
        builder.AddServiceClient<TokenAddress>(OctobatchService.Token);
        builder.AddGitHub(writes: true);
        builder.AddSettings<PublicAddress>();
        builder.AddSettings<ArtifactRetentionSettings>();
        builder.AddRunSteps();
        builder.Services.AddSingleton<SpecReader>().AddSingleton<CampaignReader>().AddSingleton<CampaignWriter>();
        builder.Services.AddRuns();
        builder.Services.AddPublishing();
        builder.Services.AddSingleton<ChangesetReader>().AddSingleton<WaitingReader>().AddSingleton<ChangesetCounts>().AddSingleton<Timeline>().AddSingleton<DiffReader>()
            .AddSingleton<PreviewRuns>().AddSingleton<TargetReader>().AddSingleton<ProgressReader>().AddSingleton<ProgressFeed>();
        builder.Services.AddSingleton<ReportDays>().AddSingleton<WaitingGroups>().AddSingleton<ReportReader>().AddSingleton<CsvReport>();
        builder.Services.AddSingleton<RunSweep>().AddSingleton<SnapshotClient>().AddSingleton<RetentionSweep>()
            .AddHostedService(services => services.GetRequiredService<RetentionSweep>());
    }

    public static void MapCampaignService(this WebApplication app)
    {
        app.MapServiceDefaults();
        app.MapCampaigns();
        app.MapRuns();
        app.MapTargets();
        app.MapChangesets();
        app.MapDiffs();
        app.MapProgress();
        app.MapBudgets();
        app.MapPreviews();
        app.MapKillSwitch();
        app.MapBulk();
        app.MapReports();
    }
}
