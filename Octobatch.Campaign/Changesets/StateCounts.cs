namespace Octobatch.Campaigns.Changesets;

/// <summary>How many of a campaign's changesets are in each state; states that none has are left out.</summary>
internal sealed class StateCounts
{
    private readonly Dictionary<int, SortedDictionary<string, int>> runs = [];

    public SortedDictionary<string, int> All { get; } = new(StringComparer.Ordinal);

    public long Total => All.Values.Sum(count => (long)count);

    /// <summary>Of those that a publish run took and no later one has taken since; with their <c>total</c>.</summary>
    public SortedDictionary<string, int> OfRun(int number)
    {
        var states = new SortedDictionary<string, int>(runs.GetValueOrDefault(number) ?? [], StringComparer.Ordinal);
        states["total"] = states.Values.Sum();
        return states;
    }

    public void Add(int? run, string state, int count)
    {
        All[state] = All.GetValueOrDefault(state) + count;
        if (run is not { } number)
            return;
        if (!runs.TryGetValue(number, out var states))
            runs.Add(number, states = new(StringComparer.Ordinal));
        states[state] = count;
    }
}
