using Octobatch.ServiceDefaults.Work;

namespace Octobatch.Campaigns.Runs.Work;

/// <summary>Keeps the engine running for as long as the service does.</summary>
internal sealed class RunWorker(IServiceProvider services, WorkerParts parts) : SteadyWorker(parts)
{
    protected override IReadOnlyList<string> Needs { get; } = ["postgres", "blobstore"];

    protected override string Consequence => "Runs stand still for a moment";

    protected override Task WorkAsync(CancellationToken cancellation) =>
        services.GetRequiredService<RunEngine>().RunAsync(untilIdle: false, cancellation);
}
