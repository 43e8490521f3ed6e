using Octobatch.Campaigns.Publishing.Bulk;
using Octobatch.Campaigns.Publishing.Execution;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Watching;
using Octobatch.Campaigns.Publishing.Watching.Redelivery;
using Octobatch.Campaigns.Publishing.Work;
using Octobatch.ServiceDefaults.Events;

namespace Octobatch.Campaigns.Publishing;

internal static class PublishingRegistration
{
    /// <summary>Publish runs, what drives them, what people ask of many changesets at once, and the kill switch.</summary>
    public static void AddPublishing(this IServiceCollection services) => services
        .AddSingleton<KillSwitch>().AddSingleton<PublishSpecs>().AddSingleton<PublishRunWriter>().AddSingleton<PublishRunPreparer>()
        .AddSingleton<ChangesetClaims>().AddSingleton<ChangesetStore>().AddSingleton<RolloutStore>().AddSingleton<PublishCounter>().AddSingleton<RunRulesReader>()
        .AddSingleton<StoredChanges>().AddSingleton<JobMaker>().AddSingleton<BaseFollower>().AddSingleton<WriteGate>()
        .AddSingleton<KnownPeople>().AddSingleton<ManyExecutor>().AddSingleton<Executor>().AddSingleton<JobEnd>().AddSingleton<Operator>().AddSingleton<Publisher>()
        .AddSingleton<Retries>().AddSingleton<BulkWriter>().AddSingleton<CampaignCloser>()
        .AddSingleton<PublishEngine>().AddHostedService<PublishWorker>().AddSingleton<WatchLoad>().AddEventFollower<HintFollower>()
        .AddSingleton<HookDeliveries>().AddSingleton<DeliveryLooks>().AddSingleton<RedeliveryRound>().AddHostedService<RedeliveryWorker>();
}
