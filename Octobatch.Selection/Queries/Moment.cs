using System.Globalization;

namespace Octobatch.Selections.Queries;

/// <summary>A whole day in UTC (<c>2026-01-01</c>) or a second (<c>2026-01-01T09:30:00Z</c>), as a stretch of time.</summary>
public readonly record struct Moment(DateTimeOffset Start, bool IsDay)
{
    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset End => IsDay ? Start.AddDays(1) : Start.AddSeconds(1);

    /// <summary>Reads either form; a time without an offset is in UTC. Years 1970 to 2999.</summary>
    public static Moment? Parse(string text)
    {
        var isDay = DateTimeOffset.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start);
        if (!isDay && !DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out start))
            return null;
        start = start.ToUniversalTime();
        return start.Year is >= 1970 and <= 2999 ? new(start, isDay) : null;
    }

    public override string ToString() =>
        Start.ToString(IsDay ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
