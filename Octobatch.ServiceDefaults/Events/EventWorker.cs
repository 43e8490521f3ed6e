using Microsoft.Extensions.DependencyInjection;
using Octobatch.ServiceDefaults.Work;

namespace Octobatch.ServiceDefaults.Events;

/// <summary>Follows webhook events as they arrive.</summary>
public sealed class EventWorker(IServiceProvider services, EventArrivals arrivals, WorkerParts parts) : SteadyWorker(parts)
{
    // What a replica stored and did not live to follow.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override TimeSpan AfterFailure => TimeSpan.FromSeconds(15);

    protected override string Consequence => "Webhook events wait to be followed";

    protected override async Task WorkAsync(CancellationToken cancellation)
    {
        var followed = await services.GetRequiredService<IEventFollower>().FollowAsync(cancellation);
        if (followed.Error is { } error)
            Say(error);
        if (followed.Count == 0)
            await arrivals.WaitAsync(followed.Error is null ? Look : AfterFailure, Time, cancellation);
    }
}

public static class EventFollowing
{
    /// <summary>Registers who follows this service's events, and the worker that has it done.</summary>
    public static IServiceCollection AddEventFollower<T>(this IServiceCollection services) where T : class, IEventFollower =>
        services.AddSingleton<IEventFollower, T>().AddHostedService<EventWorker>();
}
