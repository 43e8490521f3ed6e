namespace Octobatch.Cli.Listings;

/// <summary>Times: in the user's zone to the minute on a terminal, in UTC as programs read them in a pipe.</summary>
internal static class Moments
{
    public static string Text(Session session, DateTimeOffset? at) => at switch
    {
        null => "",
        { } some when session.Terminal.Traits.OutputIsTerminal => TimeZoneInfo.ConvertTime(some, session.Time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm"),
        { } some => some.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
    };
}
