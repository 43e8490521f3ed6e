using System.Diagnostics.CodeAnalysis;
using Octobatch.ServiceDefaults.Audit;

namespace Octobatch.Gateway.Audit;

/// <summary>A place in the rows of all services, newest first, then by service, then by id. Its text is <c>MICROSECONDS.ID.SERVICE</c>.</summary>
/// <param name="Position">The last row shown, in its own service.</param>
internal sealed record AuditCursor(AuditPosition Position, string Service)
{
    public static readonly IComparer<AuditRow> Order = Comparer<AuditRow>.Create((a, b) =>
    {
        var order = b.At.CompareTo(a.At);
        if (order == 0)
            order = string.CompareOrdinal(a.Service, b.Service);
        return order != 0 ? order : b.Id.CompareTo(a.Id);
    });

    public static AuditCursor Of(AuditRow row) => new(row.Position, row.Service);

    public static bool TryParse(string? text, [MaybeNullWhen(false)] out AuditCursor cursor)
    {
        cursor = null;
        if (text?.LastIndexOf('.') is not ({ } end and >= 0) || !AuditPosition.TryParse(text[..end], null, out var position))
            return false;
        cursor = new(position, text[(end + 1)..]);
        return true;
    }

    /// <summary>Where one service's rows go on: of rows at the very same time, those of services before this one were shown, the others not.</summary>
    public AuditPosition For(string service) => string.CompareOrdinal(service, Service) switch
    {
        < 0 => Position with { Id = 0 },
        > 0 => Position with { Id = long.MaxValue },
        _ => Position,
    };

    public override string ToString() => $"{Position}.{Service}";
}
