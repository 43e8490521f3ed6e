using System.Text.Json;
using Octobatch.Gateway.Proxy;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Audit;

namespace Octobatch.Gateway.Audit;

/// <summary>The audit rows of all services as one list, newest first.</summary>
/// <param name="Next">Give it as <c>after</c> to go on; null at the end.</param>
/// <param name="Unreachable">Services whose rows are missing here because they did not answer; ask again for the same page.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Items, string? Next, IReadOnlyList<string> Unreachable);

/// <summary>Asks every service for its next rows, in the name of the caller, and merges what comes.</summary>
internal sealed partial class AuditTrail(
    IServiceProvider services, IHttpClientFactory clients, Destinations destinations, TimeProvider time, ILogger<AuditTrail> logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task<AuditPage> ReadAsync(AuditCursor? after, int limit, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var answers = await Task.WhenAll(OctobatchService.All.Select(async service =>
            (service.Name, Rows: await TryReadAsync(service, after?.For(service.Name), limit, either.Token))));
        cancellation.ThrowIfCancellationRequested();

        var rows = answers.SelectMany(a => a.Rows ?? []).Order(AuditCursor.Order).Take(limit).ToList();
        // A service that gave all that was asked may have more, even where nothing is left over here.
        var more = answers.Any(a => a.Rows?.Count == limit) || answers.Sum(a => a.Rows?.Count ?? 0) > limit;
        return new(rows, more ? AuditCursor.Of(rows[^1]).ToString() : null, [.. answers.Where(a => a.Rows is null).Select(a => a.Name)]);
    }

    private async Task<List<AuditRow>?> TryReadAsync(OctobatchService service, AuditPosition? before, int limit, CancellationToken cancellation)
    {
        try
        {
            return service == OctobatchService.Gateway
                ? await services.GetRequiredService<AuditReader>().ReadAsync(before, limit, cancellation)
                : await ReadAsync(service, before, limit, cancellation);
        }
        catch (Exception e)
        {
            LogUnreachable(service.Name, e.GetBaseException().Message);
            return null;
        }
    }

    private async Task<List<AuditRow>?> ReadAsync(OctobatchService service, AuditPosition? before, int limit, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(service.Name);
        var query = $"?limit={limit}" + (before is null ? "" : $"&before={before}");
        return await client.GetFromJsonAsync<List<AuditRow>>(new Uri(destinations.Of(service), AuditEndpoints.Path + query), Json, cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "The audit rows of the {Service} service cannot be read: {Reason}")]
    private partial void LogUnreachable(string service, string reason);
}
