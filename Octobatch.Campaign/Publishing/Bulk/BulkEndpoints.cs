using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>
/// <c>POST .../changesets/retry</c>, <c>/close</c>, <c>/rebase</c>, <c>/merge</c>, <c>/update-text</c> with <c>{"repositories":[...]}</c> or
/// <c>{"state":"failed"}</c>: 202 <c>{"accepted","why"}</c>. The work goes on behind; each changeset's timeline tells of it.
/// </summary>
internal static class BulkEndpoints
{
    private static readonly Failure Closed = new(409, "campaign_closed", "The campaign is closed", "Of a closed campaign's changesets only `close` can be asked.");

    public static void MapBulk(this IEndpointRouteBuilder app)
    {
        var changesets = app.MapGroup("/api/campaigns/{name}/changesets").RequireIssuer(OctobatchService.Gateway);
        foreach (var action in BulkAction.All)
        {
            changesets.MapPost(action.Segment, (string name, BulkChoice choice, HttpContext context, BulkWriter writer, CancellationToken cancellation) =>
                AskAsync(name, action, choice, Caller.From(context)!, writer, cancellation)).RequireRole(CallerRole.Operator);
        }
    }

    private static async Task<IResult> AskAsync(
        string name, BulkAction action, BulkChoice choice, Caller by, BulkWriter writer, CancellationToken cancellation)
    {
        if (choice.Check(action) is { } wrong)
            return wrong;
        var result = await writer.AskAsync(name, action, choice, by, cancellation);
        return result.Outcome switch
        {
            BulkOutcome.NotFound => CampaignEndpoints.NotFound,
            BulkOutcome.CampaignClosed => Closed,
            BulkOutcome.Unknown => Unknown(result.Missing),
            _ => Results.Accepted(value: new { result.Accepted, result.Why }),
        };
    }

    private static Failure Unknown(IReadOnlyList<string> missing) => new(
        400, "unknown_repositories", "The campaign does not have all of these repositories", $"It has no changeset of {string.Join(", ", missing)}.");
}
