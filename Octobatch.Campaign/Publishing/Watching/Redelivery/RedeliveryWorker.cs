using Octobatch.ServiceDefaults.Work;

namespace Octobatch.Campaigns.Publishing.Watching.Redelivery;

/// <summary>Keeps looking for webhooks that did not arrive.</summary>
internal sealed partial class RedeliveryWorker(IServiceProvider services, ILogger<RedeliveryWorker> logger, WorkerParts parts) : SteadyWorker(parts)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private string? said;

    protected override TimeSpan AfterFailure => Look;

    protected override string Consequence => "Webhooks that failed cannot be asked for again";

    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        if (await services.GetRequiredService<RedeliveryRound>().RunAsync(cancellation) is { } end)
        {
            if (end.Asked > 0)
                LogAsked(end.Asked);
            if (end.Error is { } error && error != said)
                Say(error); // an App without webhooks says the same every two minutes
            said = end.Error;
        }

        await RestAsync(Look, cancellation);
    }

    [LoggerMessage(LogLevel.Information, "GitHub was asked to deliver {Count} webhooks again that had failed")]
    private partial void LogAsked(int count);
}
