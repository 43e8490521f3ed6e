using Octobatch.Campaigns.Specs.Endpoints;

namespace Octobatch.Campaigns.Progress;

/// <summary>
/// <c>GET .../events</c>: server-sent events. <c>event: progress</c> with a <see cref="CampaignProgress"/> as data, at once and whenever it
/// has changed, at most one a second; a comment every 15 seconds keeps the connection. Every event says all there is to say, so that one who comes
/// back needs nothing of what was missed, and <c>Last-Event-ID</c> changes nothing.
/// </summary>
internal static class EventEndpoints
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public static void MapProgress(this IEndpointRouteBuilder app) => app.MapCampaignReads().MapGet("events", FollowAsync);

    private static async Task FollowAsync(string name, HttpContext context, ProgressFeed feed, IHostApplicationLifetime lifetime)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var listener = await feed.ListenAsync(name, end.Token);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx, where one stands in front
        try
        {
            while (true)
            {
                var text = await listener.NextAsync(Heartbeat, end.Token);
                await context.Response.WriteAsync(text is null ? ":\n\n" : $"event: progress\ndata: {text}\n\n", end.Token);
                await context.Response.Body.FlushAsync(end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The listener has gone, or this process is about to.
        }
    }
}
