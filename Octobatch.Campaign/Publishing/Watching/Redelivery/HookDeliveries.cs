using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Polly;

namespace Octobatch.Campaigns.Publishing.Watching.Redelivery;

/// <summary>The deliveries of the App's webhooks, through the token service, which alone may ask for them.</summary>
internal sealed class HookDeliveries(IHttpClientFactory clients)
{
    private const string First = "?per_page=100&status=failure";

    /// <summary>A page of those that failed, the newest first. An older GitHub Enterprise Server lists all.</summary>
    /// <param name="page">The query of the page; null: the first.</param>
    public async Task<HookAnswer<HookPage>> ListAsync(string? page, CancellationToken cancellation) => await AskAsync<HookPage>(async client =>
    {
        using var response = await client.GetAsync($"app/hook/deliveries{page ?? First}", cancellation);
        if (!response.IsSuccessStatusCode)
            return new(null, Words(response, "listed"));
        var listed = await response.Content.ReadFromJsonAsync(HookJson.Default.ListHookDelivery, cancellation) ?? [];
        return new(new HookPage(listed, Next(response)), null);
    }, cancellation);

    /// <summary>Asks GitHub to try again. False: GitHub no longer has it.</summary>
    public async Task<HookAnswer<bool?>> AskAgainAsync(long id, CancellationToken cancellation) => await AskAsync<bool?>(async client =>
    {
        using var response = await client.PostAsync($"app/hook/deliveries/{id}/attempts", null, cancellation);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity)
            return new(false, null);
        return response.IsSuccessStatusCode ? new(true, null) : new(null, Words(response, "asked for again"));
    }, cancellation);

    private async Task<HookAnswer<T>> AskAsync<T>(Func<HttpClient, Task<HookAnswer<T>>> ask, CancellationToken cancellation)
    {
        try
        {
            using var client = clients.CreateClient(OctobatchService.Token.Name);
            return await ask(client);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or ExecutionRejectedException or DependencyNotConfiguredException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return new(default, $"The token service cannot be reached: {e.GetBaseException().Message}");
        }
    }

    private static string Words(HttpResponseMessage response, string what) =>
        $"The token service answered {(int)response.StatusCode} when deliveries of webhooks were {what}.";

    // <?per_page=100&cursor=7>; rel="next"
    private static string? Next(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Link", out var links))
            return null;
        var next = links.SelectMany(link => link.Split(", ")).FirstOrDefault(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal));
        return next?[(next.IndexOf('<') + 1)..next.IndexOf('>')];
    }
}

/// <param name="Next">The query of the page after this one; null: there is none.</param>
internal sealed record HookPage(IReadOnlyList<HookDelivery> Deliveries, string? Next);

/// <param name="Error">Why there is no value, in words; null when there is one.</param>
internal readonly record struct HookAnswer<T>(T? Value, string? Error);
