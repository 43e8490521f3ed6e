namespace Octobatch.Tests.GitHub;

/// <summary>
/// A clock that stands still while anybody works and jumps to the next timer when everybody waits, so that hours pass in seconds and no
/// moment depends on this machine's speed. Everybody is a known number of flows; each works, sleeps on this clock, or stands in a queue.
/// </summary>
internal sealed class VirtualClock(DateTimeOffset start) : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Timer, (DateTimeOffset Due, long Order)> timers = new();
    private DateTimeOffset now = start;
    private long order;
    private readonly SemaphoreSlim fellAsleep = new(0);
    private int sleeping;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        // A deadline wakes nobody up who is waited for: only delays are sleep.
        var timer = new Timer(this, callback, state, sleeps: state is not CancellationTokenSource);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose() => fellAsleep.Dispose();

    /// <summary>Lets time pass until all flows have ended.</summary>
    /// <param name="queued">How many of them stand in queues.</param>
    public async Task RunAsync(IReadOnlyList<Task> flows, Func<int> queued)
    {
        var all = Task.WhenAll(flows);
        while (!all.IsCompleted)
        {
            // Twice, because a flow may leave its queue between the two counts.
            if (!AllWait() || !AllWait())
                await fellAsleep.WaitAsync(1); // in case the last one went into a queue
            else if (!Step() && AllWait())
                throw new InvalidOperationException("Everybody waits, and nothing will wake anybody.");
        }

        await all;

        bool AllWait()
        {
            var ended = flows.Count(flow => flow.IsCompleted);
            var waiting = queued();
            return ended < flows.Count && Volatile.Read(ref sleeping) + waiting + ended >= flows.Count;
        }
    }

    /// <returns>Whether there was a timer.</returns>
    private bool Step()
    {
        Timer timer;
        lock (gate)
        {
            do
            {
                if (!timers.TryDequeue(out timer!, out var key))
                    return false;
                if (timer.Order != key.Order)
                    continue; // changed or disposed of since
                now = key.Due > now ? key.Due : now;
                timer.Taken();
                break;
            }
            while (true);
        }

        timer.Fire();
        return true;
    }

    private sealed class Timer(VirtualClock clock, TimerCallback callback, object? state, bool sleeps) : ITimer
    {
        public long Order { get; private set; } = -1;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                Taken();
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Order = clock.order++;
                clock.timers.Enqueue(this, (clock.now + dueTime, Order));
                if (sleeps)
                    clock.sleeping++;
            }

            if (sleeps && clock.fellAsleep.CurrentCount == 0)
                clock.fellAsleep.Release();
            return true;
        }

        public void Taken()
        {
            if (Order >= 0 && sleeps)
                clock.sleeping--;
            Order = -1;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock.gate)
                Taken();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
