using Octobatch.Campaigns.Steps;

namespace Octobatch.Campaigns.Runs.Work;

/// <summary>
/// How many repositories' commands this process may take on for runs. A place is taken before anything is claimed for it, so that what
/// waits for one is in no worker's hands: another may take it, and a pause or a cancellation holds for it at once.
/// </summary>
internal sealed class CommandPlaces(RunStepSettings settings, RunSignal signal)
{
    private int free = settings.Concurrency;

    /// <summary>Takes all that are free: 0 when there are none.</summary>
    public int Take() => Interlocked.Exchange(ref free, 0);

    public void Return(int places)
    {
        if (places == 0)
            return;
        Interlocked.Add(ref free, places);
        signal.Set();
    }
}
