using System.Globalization;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Rollout;

/// <summary>
/// The times at which a campaign may publish, on the clocks of its zone. Where clocks jump ahead over an opening, it opens after the jump;
/// an hour that comes twice is open, or closed, twice.
/// </summary>
public sealed class PublishHours
{
    private readonly TimeZoneInfo zone;
    private readonly HashSet<DayOfWeek>? days;
    private readonly TimeSpan from;
    private readonly TimeSpan to;

    /// <param name="window">Null: always, with days as UTC has them.</param>
    public PublishHours(PublishWindow? window)
    {
        zone = window is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(window.Zone);
        days = window?.Days?.Select(day => (DayOfWeek)(((int)day + 1) % 7)).ToHashSet();
        (from, to) = window?.Hours is { } hours ? (Parse(hours[..5]), Parse(hours[6..])) : (TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    public bool IsOpen(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return IsDay(local.DayOfWeek) && local.TimeOfDay >= from && local.TimeOfDay < to;
    }

    /// <summary>The first moment from this one on at which it is open.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset at)
    {
        if (IsOpen(at))
            return at;
        var today = TimeZoneInfo.ConvertTime(at, zone).Date;
        for (var ahead = 0; ; ahead++)
        {
            var day = today.AddDays(ahead);
            // Two weeks hold every day; only a zone that leaves out a whole day needs more than one.
            if (ahead > 14)
                throw new InvalidOperationException("The window never opens.");
            if (IsDay(day.DayOfWeek) && Instant(day + from) is var opening && opening > at && IsOpen(opening))
                return opening;
        }
    }

    /// <summary>When the day of this moment began in the zone.</summary>
    public DateTimeOffset StartOfDay(DateTimeOffset at) => Instant(TimeZoneInfo.ConvertTime(at, zone).Date);

    /// <summary>When the next day begins in the zone.</summary>
    public DateTimeOffset NextDay(DateTimeOffset at) => Instant(TimeZoneInfo.ConvertTime(at, zone).Date.AddDays(1));

    private bool IsDay(DayOfWeek day) => days is null || days.Contains(day);

    // Of a time that comes twice the first, of one that never comes the end of the gap.
    private DateTimeOffset Instant(DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            var before = local;
            while (zone.IsInvalidTime(before))
                before = before.AddMinutes(-15);
            var after = local;
            while (zone.IsInvalidTime(after))
                after = after.AddMinutes(1);
            return new DateTimeOffset(after, zone.GetUtcOffset(after)).ToUniversalTime();
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static TimeSpan Parse(string time) =>
        new(int.Parse(time.AsSpan(0, 2), CultureInfo.InvariantCulture), int.Parse(time.AsSpan(3), CultureInfo.InvariantCulture), 0);
}
