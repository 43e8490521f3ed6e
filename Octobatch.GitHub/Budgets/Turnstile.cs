namespace Octobatch.GitHub.Budgets;

/// <summary>
/// Lets a number of callers in, the others in the order in which they came. Waiting holds no thread and can be cancelled.
/// </summary>
internal sealed class Turnstile(int places)
{
    private readonly Lock gate = new();
    private readonly LinkedList<TaskCompletionSource> queue = [];
    private int free = places;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return queue.Count;
        }
    }

    /// <returns>The place, which is given back when it is disposed of.</returns>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> mine;
        lock (gate)
        {
            if (free > 0)
            {
                free--;
                return new(this);
            }

            mine = queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using (cancellation.UnsafeRegister((state, token) => Leave((LinkedListNode<TaskCompletionSource>)state!, token), mine))
            await mine.Value.Task;
        return new(this);
    }

    private void Leave(LinkedListNode<TaskCompletionSource> node, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (node.List is null)
                return; // let in at the same moment
            queue.Remove(node);
        }

        node.Value.SetCanceled(cancellation);
    }

    private void Exit()
    {
        TaskCompletionSource next;
        lock (gate)
        {
            if (queue.First is not { } first)
            {
                free++;
                return;
            }

            queue.RemoveFirst();
            next = first.Value;
        }

        next.SetResult();
    }

    /// <summary>A place inside.</summary>
    public readonly struct Place(Turnstile turnstile) : IDisposable
    {
        public void Dispose() => turnstile?.Exit();
    }
}
