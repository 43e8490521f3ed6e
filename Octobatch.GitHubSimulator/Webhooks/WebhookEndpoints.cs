using System.Text.Json;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Webhooks;

/// <summary>The App's look at its own webhooks.</summary>
internal static class WebhookEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Get("/app/hook/config", Need.App, Config);
        routes.Get("/app/hook/deliveries", Need.App, List);
        routes.Get("/app/hook/deliveries/{delivery_id}", Need.App, Get);
        routes.Post("/app/hook/deliveries/{delivery_id}/attempts", Need.App, Redeliver);
    }

    private static Answer Config(Call call) => Answer.Ok(new
    {
        ContentType = "json",
        InsecureSsl = "0",
        Secret = "********",
        Url = call.Simulator.Webhooks.Url?.ToString() ?? "",
    });

    /// <summary>Newest first; the cursor is the id of the last one seen.</summary>
    private static Answer List(Call call)
    {
        var size = int.TryParse(call.Query("per_page"), out var asked) && asked > 0 ? Math.Min(asked, 100) : 30;
        var before = long.TryParse(call.Query("cursor"), out var cursor) ? cursor : long.MaxValue;
        var status = call.Query("status");
        var all = call.Simulator.Webhooks.All
            .Where(delivery => delivery.Id < before && delivery.Status is not "pending")
            .Where(delivery => status is not ("success" or "failure") || (status is "success") == (delivery.Status is "OK"))
            .OrderByDescending(delivery => delivery.Id).Take(size + 1).ToList();
        var answer = Answer.Ok(all.Take(size).Select(Item));
        return all.Count <= size
            ? answer
            : answer.With("Link", $"<{call.Urls.Api}/app/hook/deliveries?per_page={size}&cursor={all[size - 1].Id}>; rel=\"next\"");
    }

    private static Answer Get(Call call)
    {
        if (Find(call) is not { } found)
            return Answer.NotFound();
        return Answer.Ok(new
        {
            found.Id,
            Guid = found.DeliveryId,
            found.DeliveredAt,
            Redelivery = found.IsRedelivery,
            found.Duration,
            found.Status,
            found.StatusCode,
            found.Event,
            found.Action,
            found.InstallationId,
            found.RepositoryId,
            ThrottledAt = (DateTimeOffset?)null,
            Url = call.Simulator.Webhooks.Url?.ToString() ?? "",
            Request = new
            {
                Headers = new Dictionary<string, string> { ["X-GitHub-Delivery"] = found.DeliveryId.ToString(), ["X-GitHub-Event"] = found.Event },
                Payload = JsonElement.Parse(found.Payload),
            },
            Response = new { Headers = new Dictionary<string, string>(), Payload = "" },
        });
    }

    private static Answer Redeliver(Call call) =>
        call.TryRoute("delivery_id", out var id) && call.Simulator.Webhooks.Redeliver(id)
            ? Answer.Accepted(new Dictionary<string, string>())
            : Answer.NotFound();

    private static Delivery? Find(Call call) =>
        call.TryRoute("delivery_id", out var id) ? call.Simulator.Webhooks.All.FirstOrDefault(delivery => delivery.Id == id) : null;

    private static object Item(Delivery delivery) => new
    {
        delivery.Id,
        Guid = delivery.DeliveryId,
        delivery.DeliveredAt,
        Redelivery = delivery.IsRedelivery,
        delivery.Duration,
        delivery.Status,
        delivery.StatusCode,
        delivery.Event,
        delivery.Action,
        delivery.InstallationId,
        delivery.RepositoryId,
        ThrottledAt = (DateTimeOffset?)null,
    };
}
