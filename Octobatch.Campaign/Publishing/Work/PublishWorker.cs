using Octobatch.ServiceDefaults.Work;

namespace Octobatch.Campaigns.Publishing.Work;

/// <summary>Keeps publishing running for as long as the service does.</summary>
internal sealed class PublishWorker(IServiceProvider services, WorkerParts parts) : SteadyWorker(parts)
{
    protected override IReadOnlyList<string> Needs { get; } = ["postgres", "blobstore"];

    protected override string Consequence => "Publishing stands still for a moment";

    protected override Task WorkAsync(CancellationToken cancellation) =>
        services.GetRequiredService<PublishEngine>().RunAsync(untilIdle: false, cancellation);
}
