using CsCheck;
using Octobatch.Campaigns.Publishing.Watching;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Watching;

public sealed class WatchPaceTests
{
    [Theory]
    [InlineData(0, 0, 5_000, 600, 120, 900)]
    [InlineData(10_000, 0, 5_000, 600, 120, 900)]
    [InlineData(10_000, 4_000, 5_000, 600, 222, 900)]
    [InlineData(20_000, 0, 5_000, 600, 120, 900)]
    [InlineData(20_000, 20_000, 5_000, 600, 600, 900)] // what moves waits before what rests does
    [InlineData(50_000, 0, 5_000, 1_440, 1_440, 2_160)]
    [InlineData(50_000, 0, 12_500, 600, 120, 900)]
    public void Looks_are_as_often_as_the_limit_allows(long open, long moving, int points, int resting, int fast, int bound)
    {
        var pace = WatchPace.Of(open, moving, points);
        Assert.Equal((resting, fast, bound), ((int)Math.Round(pace.Resting.TotalSeconds), (int)Math.Round(pace.Moving.TotalSeconds), (int)Math.Round(pace.Bound.TotalSeconds)));
    }

    [Fact]
    public void Without_limits_the_pace_is_the_usual_one() => Assert.Equal(WatchPace.Usual, WatchPace.Of(1_000_000, 500_000, null));

    [Fact]
    public void Looking_takes_no_more_than_half_of_the_hour_unless_the_promise_needs_it_and_what_moves_is_never_seen_less_often() =>
        Gen.Select(Gen.Int[0, 200_000], Gen.Double[0, 1], Gen.Int[1_000, 15_000]).Sample((open, part, points) =>
        {
            var moving = (long)(open * part);
            var pace = WatchPace.Of(open, moving, points);
            var looks = 3600 * (((open - moving) / pace.Resting.TotalSeconds) + (moving / pace.Moving.TotalSeconds));
            Assert.InRange(looks / WatchPace.PerPoint, 0, (points / 2.0) + 1);
            Assert.InRange(pace.Moving, TimeSpan.Zero, pace.Resting);
            Assert.InRange(pace.Resting, WatchPace.Usual.Resting, TimeSpan.MaxValue);
        });
}
