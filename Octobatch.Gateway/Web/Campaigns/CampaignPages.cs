using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Changesets;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Campaigns;

/// <summary>One campaign: what it does, how far it is, its changesets; and what can be done to it as a whole.</summary>
internal static class CampaignPages
{
    private const int Rows = 50;

    public static async Task<IResult> ShowAsync(string name, [AsParameters] ChangesetFilter filter, ApiClient api)
    {
        var path = PathOf(name);
        var campaign = api.GetAsync<CampaignItem>(path);
        var spec = api.GetAsync<JsonElement>($"{path}/spec");
        var changesets = api.GetAsync<ApiPage<ChangesetItem>>(filter.Address($"{path}/changesets", ("after", filter.After), ("limit", $"{Rows}")));
        var report = api.GetAsync<Report>($"{path}/report");
        var runs = api.GetAsync<ApiPage<RunItem>>($"{path}/runs?limit=5");
        if ((await campaign).Problem is { } problem)
            return problem;
        return Page.Of<CampaignView>(new CampaignPage(
            (await campaign).Value!, SpecWords.Of((await spec).Value), await changesets, filter, (await report).Value, (await runs).Value?.Items ?? [], Actions(api, (await campaign).Value!)));
    }

    public static async Task<IResult> PreviewAsync(string name, ApiClient api) =>
        Back(name, await api.PostAsync<Done>($"{PathOf(name)}/runs", new { kind = "preview" }));

    public static async Task<IResult> ControlAsync(string name, int number, string action, ApiClient api) =>
        action is "pause" or "resume" or "cancel"
            ? Back(name, await api.SendAsync<Done>(HttpMethod.Post, $"{PathOf(name)}/runs/{number}/{action}", null))
            : Results.NotFound();

    public static async Task<IResult> CloseAsync(string name, HttpRequest request, ApiClient api, CancellationToken cancellation) =>
        Back(name, await api.PostAsync<Done>(
            $"{PathOf(name)}/close", new { pull_requests = (await request.ReadFormAsync(cancellation))["pull_requests"] == "close" ? "close" : "stay" }));

    internal static string PathOf(string name) => $"/api/campaigns/{Addresses.Escape(name)}";

    internal static IResult Back(string name, ApiAnswer<Done> answer) =>
        answer.Problem is { } problem ? problem : Results.LocalRedirect($"~/campaigns/{Addresses.Escape(name)}");

    // What the API can do and lets the visitor do; of that, what makes sense now.
    private static CampaignActions Actions(ApiClient api, CampaignItem campaign)
    {
        var path = PathOf(campaign.Name);
        var open = campaign.State == "open";
        var idle = open && campaign.LatestRun is not { IsActive: true };
        var runs = api.Can(HttpMethod.Post, $"{path}/runs");
        return new(
            idle && runs, idle && runs && campaign.Changesets?.GetValueOrDefault("ready") > 0, runs, open && api.Can(HttpMethod.Put, path), open && api.Can(HttpMethod.Post, $"{path}/close"),
            [.. ChangesetPages.Actions.Where(action => (open || action == "close") && api.Can(HttpMethod.Post, $"{path}/changesets/{action}"))]);
    }
}
