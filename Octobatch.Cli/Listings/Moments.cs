namespace Octobatch.Cli.Listings;

/// <summary>Times: in the user's zone to the minute on a terminal, in UTC as programs read them in a pipe.</summary>
internal static class Moments
{
    /// <summary>How long, in the unit that says enough; the pages say it alike.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 90 } => "1 minute",
        { TotalMinutes: < 59.5 } => $"{span.TotalMinutes:0} minutes",
        { TotalMinutes: < 90 } => "1 hour",
        { TotalHours: < 23.5 } => $"{span.TotalHours:0} hours",
        { TotalHours: < 36 } => "1 day",
        _ => $"{span.TotalDays:0} days",
    };

    public static string Text(Session session, DateTimeOffset? at) => at switch
    {
        null => "",
        { } some when session.Terminal.Traits.OutputIsTerminal => TimeZoneInfo.ConvertTime(some, session.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm"),
        { } some => some.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
    };
}
