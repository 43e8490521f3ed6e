using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Npgsql;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.ServiceDefaults.Events;

/// <summary>
/// <c>POST /internal/events</c>: the gateway hands over a webhook delivery whose signature it has checked, with GitHub's own headers.
/// 202 once it is stored, also when it was stored before: <c>delivery_id</c> is unique, so a replay changes nothing.
/// </summary>
public static class EventEndpoints
{
    public const string Path = "/internal/events";
    public const string EventHeader = "X-GitHub-Event";
    public const string DeliveryHeader = "X-GitHub-Delivery";

    /// <summary>GitHub caps payloads at 25 MB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap</summary>
    public const int MaximumBytes = 25 * 1024 * 1024;

    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost(Path, ReceiveAsync).RequireIssuer(OctobatchService.Gateway).WithMetadata(new BodyLimit());

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request, NpgsqlDataSource postgres, EventArrivals arrivals, TimeProvider time, CancellationToken cancellation)
    {
        var name = request.Headers[EventHeader];
        if (StringValues.IsNullOrEmpty(name) || !Guid.TryParse(request.Headers[DeliveryHeader], out var delivery))
            return new Failure(400, "not_a_delivery", "This is no webhook delivery", $"{EventHeader} and {DeliveryHeader} (a UUID) are needed.");

        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (await request.Body.ReadAsync(body.GetMemory(4096), cancellation) is > 0 and var read)
            body.Advance(read);

        await using var command = postgres.CreateCommand(
            "insert into events (delivery_id, event, payload, received_at) values ($1, $2, $3, $4) on conflict (delivery_id) do nothing");
        command.Parameters.Add(new() { Value = delivery });
        command.Parameters.Add(new() { Value = name.ToString() });
        command.Parameters.Add(new() { Value = body.WrittenMemory });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        if (await command.ExecuteNonQueryAsync(cancellation) > 0)
            arrivals.Signal();
        return Results.Accepted();
    }

    private sealed class BodyLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => MaximumBytes;
    }
}
