using System.Globalization;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Rollout;

/// <summary>Never over any limit, at any minute: checked from what is recorded.</summary>
public sealed class RolloutDayTests(PostgresFixture postgres)
{
    private const int PerDay = 200;
    private const int PerMinute = 80;
    private const int PerHour = 500;
    private const int ContentOfOne = 3;
    private static readonly TimeSpan Berlin = TimeSpan.FromHours(2);
    private static readonly DateTimeOffset Monday = new(2026, 5, 4, 0, 0, 0, Berlin);

    [Fact]
    public async Task A_day_of_5000_targets_with_a_window_waves_and_a_daily_limit_is_never_over_any_of_them()
    {
        await using var day = await RolloutDay.StartAsync(
            postgres, Monday,
            """{ waves: [1, "10%", "100%"], pause_on_failure: 500, max_per_day: 200, window: { days: [mon, tue, wed, thu], hours: "08:00-17:00", zone: Europe/Berlin } }""");
        // The morning after tells whether the day turned.
        await day.UntilAsync(Monday.AddDays(1).AddHours(9), at => Hours.IsOpen(at));
        var published = await PublishedAsync(day);
        var done = await DoneAsync(day);

        Assert.All(published, one => Assert.True(Hours.IsOpen(one.At), $"{one}"));
        foreach (var owner in published.GroupBy(one => one.Owner, StringComparer.Ordinal))
        {
            var times = owner.Select(one => one.At).Order().ToList();
            Assert.Equal(PerDay, times.Count(at => at < Monday.AddDays(1)));
            Assert.InRange(times.Count(at => at >= Monday.AddDays(1)), 1, PerDay);
            AssertNeverMore(times, TimeSpan.FromMinutes(1), PerMinute / ContentOfOne);
            AssertNeverMore(times, TimeSpan.FromHours(1), PerHour / ContentOfOne);
            Assert.All(times.Zip(times.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.FromSeconds(1), TimeSpan.MaxValue));
        }

        Assert.Equal(RolloutDay.Owners, published.Select(one => one.Owner).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([1, 499], [published.Count(one => one.Wave == 1), published.Count(one => one.Wave == 2)]);
        AssertWaves(published, done);
    }

    private static PublishHours Hours { get; } = new(
        new PublishWindow { Days = [Weekday.Mon, Weekday.Tue, Weekday.Wed, Weekday.Thu], Hours = "08:00-17:00", Zone = "Europe/Berlin" });

    // A wave has nothing published before all of those before it are done with.
    private static void AssertWaves(List<Published> published, Dictionary<long, DateTimeOffset> done)
    {
        foreach (var wave in published.GroupBy(one => one.Wave))
        {
            var first = wave.Min(one => one.At);
            Assert.All(published.Where(one => one.Wave < wave.Key), one => Assert.True(done[one.Repository] <= first, $"{one} holds up wave {wave.Key} of {first}"));
        }
    }

    private static void AssertNeverMore(List<DateTimeOffset> times, TimeSpan span, int most)
    {
        for (var i = most; i < times.Count; i++)
            Assert.True(times[i] - times[i - most] >= span, $"more than {most} in the {span} until {times[i]}");
    }

    // What failed took its place of the day too.
    private static async Task<List<Published>> PublishedAsync(RolloutDay day) =>
        [.. (await day.Host.RowsAsync(
            """
            select c.repository_id, c.owner_key, c.wave, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from changesets c
            join changeset_events e on e.campaign = c.campaign and e.repository_id = c.repository_id and e.event in ('published', 'failed')
            """)).Select(row => row.Split(' ')).Select(row => new Published(long.Parse(row[0], CultureInfo.InvariantCulture), row[1], int.Parse(row[2], CultureInfo.InvariantCulture), Time(row[3])))];

    private static async Task<Dictionary<long, DateTimeOffset>> DoneAsync(RolloutDay day) =>
        (await day.Host.RowsAsync(
            """
            select repository_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from changeset_events where event in ('checks', 'failed')
            """)).Select(row => row.Split(' ')).ToDictionary(row => long.Parse(row[0], CultureInfo.InvariantCulture), row => Time(row[1]));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Published(long Repository, string Owner, int Wave, DateTimeOffset At);
}
