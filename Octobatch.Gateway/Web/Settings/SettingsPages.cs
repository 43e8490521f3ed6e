using System.Text.Json;
using Octobatch.Gateway.Installations;
using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Settings;

/// <summary>Where the App is installed and what is left of its budgets, how the four services are, and the switch that stops all writing.</summary>
internal static class SettingsPages
{
    private const string Path = "/settings";

    public static async Task<IResult> ShowAsync(string? after, ApiClient api, InstallationList budgets, ServiceHealth health, CancellationToken cancellation)
    {
        var services = health.AskAsync(cancellation);
        var installations = WithBudgetsAsync(after, api, budgets, cancellation);
        // Both lists are by the installation's id, so the same cursor gives the same page.
        var inventory = api.GetAsync<ApiPage<InventoryItem>>(Addresses.Of("/api/inventory", ("after", after)));
        var killSwitch = api.GetAsync<KillSwitch>("/api/kill-switch");
        return Page.Of<SettingsView>(new SettingsPage(await services, await installations, await inventory, (await killSwitch).Value, after));
    }

    private static async Task<ApiAnswer<ApiPage<InstallationItem>>> WithBudgetsAsync(string? after, ApiClient api, InstallationList budgets, CancellationToken cancellation)
    {
        var listed = await api.GetAsync<ApiPage<InstallationItem>>(Addresses.Of("/api/installations", ("after", after)));
        if (!listed.Ok)
            return listed;
        var known = await budgets.BudgetsAsync([.. listed.Value.Items.Select(installation => installation.Id)], cancellation);
        return listed.Value with
        {
            Items = [.. listed.Value.Items.Select(installation => known.TryGetValue(installation.Id, out var budget)
                ? installation with { Budgets = JsonSerializer.SerializeToElement(budget) }
                : installation)],
        };
    }

    public static async Task<IResult> SyncAsync(ApiClient api) =>
        (await api.PostAsync<Done>("/api/inventory/sync", new { })).Problem is { } problem ? problem : Results.LocalRedirect("~" + Path);

    public static async Task<IResult> SwitchAsync(HttpRequest request, ApiClient api, CancellationToken cancellation)
    {
        var on = (await request.ReadFormAsync(cancellation))["on"] == "true";
        var answer = await api.SendAsync<Done>(HttpMethod.Put, "/api/kill-switch", ApiClient.Json(new KillSwitch(on)));
        return answer.Problem is { } problem ? problem : Results.LocalRedirect("~" + Path);
    }
}
