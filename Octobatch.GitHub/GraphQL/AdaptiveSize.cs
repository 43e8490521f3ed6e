namespace Octobatch.GitHub.GraphQL;

/// <summary>How many items one request may ask for: halved when GitHub gives a request up, grown again by and by.</summary>
internal sealed class AdaptiveSize(int start)
{
    /// <summary>Requests that must succeed before the size grows by a quarter.</summary>
    private const int Patience = 3;

    private readonly Lock gate = new();
    private readonly int most = start;
    private int size = start;
    private int successes;

    public int Value
    {
        get
        {
            lock (gate)
                return size;
        }
    }

    /// <param name="failed">The size that was too much; what others have halved meanwhile is not halved again.</param>
    public void Halve(int failed)
    {
        lock (gate)
        {
            size = Math.Max(1, Math.Min(size, failed / 2));
            successes = 0;
        }
    }

    public void Succeed()
    {
        lock (gate)
        {
            if (size == most || ++successes < Patience)
                return;
            size = Math.Min(most, size + Math.Max(1, size / 4));
            successes = 0;
        }
    }
}
