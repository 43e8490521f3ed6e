using Octobatch.Campaigns.Publishing.Execution;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Work;

namespace Octobatch.Campaigns.Publishing;

internal static class PublishingRegistration
{
    /// <summary>Publish runs, what drives them, and the kill switch.</summary>
    public static void AddPublishing(this IServiceCollection services) => services
        .AddSingleton<KillSwitch>().AddSingleton<PublishSpecs>().AddSingleton<PublishRunWriter>().AddSingleton<PublishRunPreparer>()
        .AddSingleton<ChangesetClaims>().AddSingleton<ChangesetStore>().AddSingleton<RolloutStore>().AddSingleton<PublishCounter>()
        .AddSingleton<StoredChanges>().AddSingleton<JobMaker>().AddSingleton<BaseFollower>().AddSingleton<WriteGate>()
        .AddSingleton<ManyExecutor>().AddSingleton<Executor>().AddSingleton<JobEnd>().AddSingleton<Operator>().AddSingleton<Publisher>()
        .AddSingleton<PublishEngine>().AddHostedService<PublishWorker>();
}
