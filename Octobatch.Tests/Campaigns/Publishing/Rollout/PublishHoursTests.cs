using System.Globalization;
using CsCheck;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Specs.Model;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class PublishHoursTests
{
    private static readonly string[] Zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia", "UTC"];
    private static readonly PublishWindow Office = new() { Days = [Weekday.Mon, Weekday.Tue, Weekday.Wed, Weekday.Thu], Hours = "08:00-17:00", Zone = "Europe/Berlin" };

    [Theory]
    [InlineData("2026-11-25T06:59:59Z", "2026-11-25T07:00:00Z")] // Wednesday, before eight in winter
    [InlineData("2026-11-25T07:00:00Z", "2026-11-25T07:00:00Z")]
    [InlineData("2026-11-25T15:59:59Z", "2026-11-25T15:59:59Z")]
    [InlineData("2026-11-25T16:00:00Z", "2026-11-26T07:00:00Z")]
    [InlineData("2026-11-26T16:00:00Z", "2026-11-30T07:00:00Z")] // Thursday evening: Monday
    [InlineData("2026-07-01T05:59:59Z", "2026-07-01T06:00:00Z")] // in summer two hours ahead of UTC
    [InlineData("2026-03-26T18:00:00Z", "2026-03-30T06:00:00Z")] // over the night in which summer begins
    [InlineData("2026-10-22T18:00:00Z", "2026-10-26T07:00:00Z")] // and ends
    public void It_opens_by_the_clocks_of_its_zone(string at, string opens) =>
        Assert.Equal(Time(opens), new PublishHours(Office).NextOpening(Time(at)));

    [Theory]
    [InlineData("02:00-04:00", "2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")] // two o'clock never comes: clocks go from two to three
    [InlineData("02:15-02:45", "2026-03-29T00:00:00Z", "2026-03-30T00:15:00Z")] // nor does the whole window on that day
    [InlineData("02:15-02:45", "2026-10-25T00:00:00Z", "2026-10-25T00:15:00Z")] // the first of the two
    [InlineData("02:15-02:45", "2026-10-25T00:50:00Z", "2026-10-26T01:15:00Z")]
    [InlineData("00:00-24:00", "2026-10-25T12:00:00Z", "2026-10-25T12:00:00Z")]
    [InlineData("23:00-24:00", "2026-11-25T12:00:00Z", "2026-11-25T22:00:00Z")]
    public void Clocks_that_jump_make_no_gap_and_no_error(string hours, string at, string opens) =>
        Assert.Equal(Time(opens), new PublishHours(new() { Hours = hours, Zone = "Europe/Berlin" }).NextOpening(Time(at)));

    [Fact]
    public void Without_a_window_it_is_always_open_and_days_are_those_of_UTC()
    {
        var hours = new PublishHours(null);
        var now = Time("2026-11-25T23:30:00Z");

        Assert.Equal(now, hours.NextOpening(now));
        Assert.Equal(Time("2026-11-25T00:00:00Z"), hours.StartOfDay(now));
        Assert.Equal(Time("2026-11-26T00:00:00Z"), hours.NextDay(now));
    }

    [Fact]
    public void A_day_is_one_of_the_zone()
    {
        var hours = new PublishHours(Office);

        Assert.Equal(Time("2026-11-24T23:00:00Z"), hours.StartOfDay(Time("2026-11-25T22:59:00Z")));
        Assert.Equal(TimeSpan.FromHours(25), hours.NextDay(Time("2026-10-25T12:00:00Z")) - hours.StartOfDay(Time("2026-10-25T12:00:00Z")));
    }

    [Fact]
    public void The_next_opening_is_open_and_nothing_before_it_is() =>
        Gen.Select(
            Gen.Int[0, Zones.Length - 1].Select(index => Zones[index]),
            Gen.Int[0, 23], Gen.Int[1, 24], Gen.Int[0, 127], Gen.Int[0, 366 * 24 * 4]).Sample((zone, from, length, days, quarter) =>
        {
            var to = Math.Min(24, from + length);
            Weekday[] chosen = [.. Enum.GetValues<Weekday>().Where(day => (days & (1 << (int)day)) != 0)];
            var hours = new PublishHours(new() { Zone = zone, Hours = $"{from:00}:00-{to:00}:00", Days = chosen.Length == 0 ? null : chosen });
            var at = Time("2026-01-01T00:00:00Z").AddMinutes(15 * quarter);

            var opens = hours.NextOpening(at);

            Assert.True(hours.IsOpen(opens));
            for (var before = at; before < opens; before = before.AddMinutes(30))
                Assert.False(hours.IsOpen(before), $"{zone} {from}-{to}: open at {before:O}, said to open at {opens:O}");
        }, iter: 500);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
