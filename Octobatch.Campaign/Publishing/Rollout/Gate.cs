using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Rollout;

/// <summary>How the changesets of the waves that have begun stand.</summary>
/// <param name="Unpublished">Ready or publishing.</param>
/// <param name="Healthy">Merged, or open with checks passing or none.</param>
/// <param name="Pending">Open, with checks under way.</param>
/// <param name="Failed">In the state failed, those left out that a person has gone on in spite of.</param>
/// <param name="Unhealthy">Open with failing checks, or waiting for a person.</param>
/// <param name="Other">Closed, cancelled or without a change: they hold up nobody.</param>
public sealed record WaveCounts(int Unpublished, int Healthy, int Pending, int Failed, int Unhealthy, int Other = 0)
{
    public int Published => Healthy + Pending + Failed + Unhealthy;
}

/// <summary>Whether the next wave may begin.</summary>
public static class Gate
{
    public static GateVerdict Judge(WaveCounts begun, Share pauseOnFailure)
    {
        if (begun.Failed > 0 && begun.Failed >= pauseOnFailure.Of(begun.Published))
        {
            return new(
                GateState.Pause,
                $"{begun.Failed} of {begun.Published} published changesets failed; the campaign pauses at {Words(pauseOnFailure)}.");
        }

        if (begun.Unpublished > 0)
            return new(GateState.Wait, $"{begun.Unpublished} of the wave before {(begun.Unpublished == 1 ? "is" : "are")} not published yet.");
        if (begun.Pending > 0)
            return new(GateState.Wait, $"The checks of {begun.Pending} pull requests of the wave before are under way.");
        var bad = begun.Failed + begun.Unhealthy;
        return bad > 0 && bad >= pauseOnFailure.Of(begun.Published)
            ? new(GateState.Wait, $"{bad} of {begun.Published} changesets of the waves before failed, have failing checks or need a person.")
            : new(GateState.Open, "The waves before are healthy.");
    }

    private static string Words(Share share) => share.IsPercent ? $"{share.Amount} %" : $"{share.Amount}";
}

/// <param name="Reason">A sentence for people.</param>
public sealed record GateVerdict(GateState State, string Reason);

public enum GateState
{
    Open,
    Wait,

    /// <summary>Too many failed: the run is paused until a person resumes it.</summary>
    Pause,
}
