using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs.Resolving;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Runs.Work;

namespace Octobatch.Campaigns.Runs;

internal static class RunRegistration
{
    /// <summary>Runs: their rows, what drives them, and previews.</summary>
    public static void AddRuns(this IServiceCollection services) => services
        .AddSingleton<RunReader>().AddSingleton<RunWriter>().AddSingleton<RunControl>().AddSingleton<ArtifactStore>()
        .AddSingleton<RunStore>().AddSingleton<TargetLoader>().AddSingleton<SelectionClient>().AddSingleton<RunResolver>()
        .AddSingleton<TargetClaims>().AddSingleton<TargetResults>().AddSingleton<EarlierResults>()
        .AddSingleton<CheckoutSteps>().AddSingleton<SpecSteps>().AddSingleton<PreviewMaker>().AddSingleton<PreviewWork>().AddSingleton<DryRun>()
        .AddSingleton<RunSignal>().AddSingleton<CommandPlaces>().AddSingleton<RunEngine>().AddHostedService<RunListener>().AddHostedService<RunWorker>();
}
