using System.Text.Json;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Audit rows about runs.</summary>
internal static class RunAudit
{
    /// <param name="action">Such as <c>run.paused</c>.</param>
    public static AuditEntry Entry(Caller by, string action, string campaign, int number, string kind) =>
        new(by.Subject, action, $"run:{campaign}/{number}")
        {
            Campaign = campaign,
            CorrelationId = by.CorrelationId,
            Details = JsonSerializer.Serialize(new { number, kind }),
        };
}
