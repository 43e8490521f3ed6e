using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.ServiceDefaults.Audit;

/// <summary>An audit row as it is read.</summary>
/// <param name="Service">In whose schema it stands.</param>
/// <param name="Id">Unique within the service, growing.</param>
/// <param name="TokenSha256">In lower-case hex.</param>
public sealed record AuditRow(
    DateTimeOffset At, string Service, long Id, string Actor, string Action, string Subject, string? Campaign, string? Repository,
    string? CorrelationId, string? TokenSha256, JsonElement Details)
{
    /// <summary>Where the row stands among its service's rows.</summary>
    [JsonIgnore]
    public AuditPosition Position => new((At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Id);
}

/// <summary>A place in one service's rows, newest first. Its text is <c>MICROSECONDS.ID</c>.</summary>
/// <param name="Microseconds">Since 1970, which is as fine as Postgres keeps time.</param>
public sealed record AuditPosition(long Microseconds, long Id) : IParsable<AuditPosition>
{
    private static readonly long Latest = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddTicks(Microseconds * TimeSpan.TicksPerMicrosecond);

    public static AuditPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException("This is no position in audit rows.");

    public static bool TryParse(string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out AuditPosition result)
    {
        result = null;
        if (s?.Split('.') is not [var time, var row]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) || microseconds > Latest
            || !long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return false;
        result = new(microseconds, id);
        return true;
    }

    public override string ToString() => $"{Microseconds}.{Id}";
}
