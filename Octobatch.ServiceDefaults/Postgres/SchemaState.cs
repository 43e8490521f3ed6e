namespace Octobatch.ServiceDefaults.Postgres;

/// <summary>Whether this service's schema is up to date, so that it may be used.</summary>
public sealed class SchemaState
{
    private readonly TaskCompletionSource migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Ready => migrated.Task.IsCompletedSuccessfully;

    /// <summary>Completes when the schema is up to date; work in the background waits for this before its first query.</summary>
    public Task WaitAsync(CancellationToken cancellation) => migrated.Task.WaitAsync(cancellation);

    internal void SetReady() => migrated.TrySetResult();
}
