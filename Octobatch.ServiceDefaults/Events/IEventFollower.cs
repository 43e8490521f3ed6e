namespace Octobatch.ServiceDefaults.Events;

/// <summary>What a service does about webhook events that it has stored. An event is a hint: some come twice, late, out of order or never.</summary>
public interface IEventFollower
{
    /// <summary>Follows some of the events that wait.</summary>
    Task<EventsFollowed> FollowAsync(CancellationToken cancellation);
}

/// <param name="Count">How many; 0: none waits, or none can be followed now.</param>
/// <param name="Error">Why they wait on; null when they do not.</param>
public sealed record EventsFollowed(int Count, string? Error);
