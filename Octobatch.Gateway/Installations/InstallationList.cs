using System.Net;
using System.Text.Json.Nodes;
using Octobatch.Gateway.Proxy;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Installations;

/// <summary>
/// Selection's list of installations, each with its <c>budgets</c> as campaign has it: neither service may read the other's schema, so they meet
/// here. Without campaign the list comes all the same, with <c>budgets</c> null.
/// </summary>
internal sealed partial class InstallationList(IHttpClientFactory clients, Destinations destinations, TimeProvider time, ILogger<InstallationList> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public async Task<IResult> ReadAsync(QueryString query, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(OctobatchService.Selection.Name);
        var selection = destinations.Of(OctobatchService.Selection);
        try
        {
            using var listed = await client.GetAsync(new Uri(selection, "/api/installations" + query.ToUriComponent()), cancellation);
            var text = await listed.Content.ReadAsStringAsync(cancellation);
            if (listed.StatusCode is not HttpStatusCode.OK)
                return Results.Text(text, listed.Content.Headers.ContentType?.ToString(), statusCode: (int)listed.StatusCode);
            var page = JsonNode.Parse(text)!;
            await AddBudgetsAsync(page["items"]!.AsArray(), cancellation);
            return Results.Text(page.ToJsonString(), "application/json; charset=utf-8");
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogUnreachable("selection", e.GetBaseException().Message);
            return new Failure(502, "service_unreachable", "The selection service cannot be reached", "Try again in a few seconds.") { RetryAfter = Soon };
        }
    }

    private async Task AddBudgetsAsync(JsonArray installations, CancellationToken cancellation)
    {
        var budgets = await BudgetsAsync([.. installations.Select(installation => (long)installation!["id"]!)], cancellation);
        foreach (var installation in installations)
            installation!["budgets"] = budgets.GetValueOrDefault((long)installation["id"]!)?.DeepClone();
    }

    /// <summary>The budgets of these installations by id; none when campaign does not answer.</summary>
    public async Task<Dictionary<long, JsonNode>> BudgetsAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        if (ids.Count == 0)
            return [];
        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            using var client = clients.CreateClient(OctobatchService.Campaign.Name);
            var text = await client.GetStringAsync(
                new Uri(destinations.Of(OctobatchService.Campaign), $"/internal/budgets?ids={string.Join(',', ids)}"), either.Token);
            return JsonNode.Parse(text)!.AsArray().ToDictionary(budget => (long)budget!["installation_id"]!, WithoutId);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogUnreachable("campaign", e.GetBaseException().Message);
            return [];
        }
    }

    private static JsonNode WithoutId(JsonNode? budget)
    {
        var copy = budget!.DeepClone().AsObject();
        copy.Remove("installation_id");
        return copy;
    }

    [LoggerMessage(LogLevel.Warning, "The installations of the {Service} service cannot be read: {Reason}")]
    private partial void LogUnreachable(string service, string reason);
}
