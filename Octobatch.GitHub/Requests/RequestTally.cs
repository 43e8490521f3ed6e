namespace Octobatch.GitHub.Requests;

/// <summary>Counts the requests that were sent for one piece of work, answered or not.</summary>
public sealed class RequestTally
{
    private long sent;

    public long Sent => Interlocked.Read(ref sent);

    internal void Add() => Interlocked.Increment(ref sent);
}
