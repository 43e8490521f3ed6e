using Octobatch.Gateway.Audit;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.Paging;

namespace Octobatch.Gateway.Web.Audits;

/// <summary>Who did what, newest first.</summary>
internal static class AuditPages
{
    private const int Rows = 50;

    public static async Task<IResult> ShowAsync(AuditTrail trail, string? after, CancellationToken cancellation)
    {
        AuditCursor? from = null;
        if (after is not null && !AuditCursor.TryParse(after, out from))
            return Pages.InvalidCursor;
        return Page.Of<AuditView>(new AuditViewPage(await trail.ReadAsync(from, Rows, cancellation), after));
    }
}

public sealed record AuditViewPage(AuditPage Rows, string? After);
