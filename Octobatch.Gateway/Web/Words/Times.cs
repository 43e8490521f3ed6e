using System.Globalization;

namespace Octobatch.Gateway.Web.Words;

/// <summary>Times as people say them.</summary>
internal static class Times
{
    /// <summary>Such as <c>5 minutes ago</c> or <c>in 2 hours</c>; beyond a month the day.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var span = (now - at).Duration();
        if (span < TimeSpan.FromSeconds(45))
            return "just now";
        if (span > TimeSpan.FromDays(31))
            return at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        var words = Span(span);
        return at <= now ? $"{words} ago" : $"in {words}";
    }

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => "1 minute",
        { TotalMinutes: < 59.5 } => $"{span.TotalMinutes:0} minutes",
        { TotalMinutes: < 90 } => "1 hour",
        { TotalHours: < 23.5 } => $"{span.TotalHours:0} hours",
        { TotalHours: < 36 } => "1 day",
        _ => $"{span.TotalDays:0} days",
    };

    public static string Full(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
