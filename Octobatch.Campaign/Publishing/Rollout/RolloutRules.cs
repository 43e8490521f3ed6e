using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Rollout;

/// <summary>How a publish run stands, as far as the rules of its rollout ask.</summary>
/// <param name="KillSwitch">Nothing is written to GitHub while it is on.</param>
/// <param name="Wave">The wave that may be published, from 1.</param>
/// <param name="WaveReason">Why the next wave has not begun.</param>
/// <param name="Open">The campaign's open pull requests.</param>
public sealed record RolloutFacts(bool KillSwitch, bool Paused, int Wave, string WaveReason, int Open);

/// <summary>When a changeset of a publish run may be published, and else why it waits and until when.</summary>
public sealed class RolloutRules(PublishSpec spec)
{
    public PublishHours Hours { get; } = new(spec.Window);

    /// <param name="wave">The changeset's wave.</param>
    /// <param name="publishedToday">Pull requests that the campaign published in this organisation on this day of the window's zone.</param>
    /// <returns>Null: now.</returns>
    public Waiting? WaitsFor(RolloutFacts facts, int wave, int publishedToday, DateTimeOffset now)
    {
        if (facts.KillSwitch)
            return new(WaitingFor.KillSwitch, "The kill switch is on: nothing is written to GitHub.", null);
        if (facts.Paused)
            return new(WaitingFor.Pause, "The run is paused.", null);
        if (wave > facts.Wave)
            return new(WaitingFor.Wave, $"Wave {wave} waits for wave {facts.Wave}. {facts.WaveReason}", null);
        if (spec.MaxOpen is { } mostOpen && facts.Open >= mostOpen)
            return new(WaitingFor.MaxOpen, $"{facts.Open} pull requests are open; the campaign has at most {mostOpen} open at once.", null);
        if (spec.MaxPerDay is { } mostPerDay && publishedToday >= mostPerDay)
        {
            return new(
                WaitingFor.MaxPerDay, $"{publishedToday} pull requests were published today in this organisation; the campaign's limit is {mostPerDay}.",
                Hours.NextOpening(Hours.NextDay(now)));
        }

        return Hours.NextOpening(now) is var opening && opening > now
            ? new(WaitingFor.Window, "The campaign publishes in its window only.", opening)
            : null;
    }
}
