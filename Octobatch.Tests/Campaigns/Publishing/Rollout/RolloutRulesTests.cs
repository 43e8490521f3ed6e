using System.Globalization;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Specs.Model;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class RolloutRulesTests
{
    private static readonly DateTimeOffset Wednesday = DateTimeOffset.Parse("2026-11-25T10:00:00Z", CultureInfo.InvariantCulture);
    private static readonly RolloutFacts Running = new(KillSwitch: false, Paused: false, Wave: 2, "The checks of 3 pull requests of the wave before are under way.", Open: 9);
    private static readonly PublishSpec Spec = new()
    {
        MaxPerDay = 200,
        MaxOpen = 10,
        Window = new() { Days = [Weekday.Wed, Weekday.Fri], Hours = "08:00-17:00", Zone = "Europe/Berlin" },
    };

    [Fact]
    public void What_nothing_holds_up_is_published_now() => Assert.Null(new RolloutRules(Spec).WaitsFor(Running, 2, 199, Wednesday));

    [Fact]
    public void The_kill_switch_comes_before_all() =>
        Check(Running with { KillSwitch = true, Paused = true, Wave = 0 }, 3, 500, WaitingFor.KillSwitch, null);

    [Fact]
    public void A_paused_run_waits_for_a_person() => Check(Running with { Paused = true }, 2, 0, WaitingFor.Pause, null);

    [Fact]
    public void A_later_wave_says_what_the_one_before_waits_for()
    {
        var waiting = Check(Running, 3, 0, WaitingFor.Wave, null);

        Assert.Equal("Wave 3 waits for wave 2. The checks of 3 pull requests of the wave before are under way.", waiting.Reason);
    }

    [Fact]
    public void No_more_are_open_at_once_than_the_campaign_allows() => Check(Running with { Open = 10 }, 2, 0, WaitingFor.MaxOpen, null);

    [Fact]
    public void The_day_that_is_full_ends_at_the_next_opening_of_another_day() =>
        Check(Running, 2, 200, WaitingFor.MaxPerDay, "2026-11-27T07:00:00Z");

    [Fact]
    public void Outside_the_window_it_waits_for_it() =>
        Check(Running, 2, 0, WaitingFor.Window, "2026-11-27T07:00:00Z", Wednesday.AddHours(7));

    [Fact]
    public void Without_a_window_a_day_ends_at_midnight_in_UTC() =>
        Assert.Equal(
            DateTimeOffset.Parse("2026-11-26T00:00:00Z", CultureInfo.InvariantCulture),
            new RolloutRules(new() { MaxPerDay = 1 }).WaitsFor(Running, 1, 1, Wednesday)?.Until);

    private static Waiting Check(RolloutFacts facts, int wave, int today, WaitingFor reason, string? until, DateTimeOffset? now = null)
    {
        var waiting = new RolloutRules(Spec).WaitsFor(facts, wave, today, now ?? Wednesday);
        Assert.NotNull(waiting);
        Assert.Equal((reason, until is null ? null : DateTimeOffset.Parse(until, CultureInfo.InvariantCulture)), (waiting.For, waiting.Until));
        return waiting;
    }
}
