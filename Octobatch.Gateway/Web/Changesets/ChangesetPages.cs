using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Diffs;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Changesets;

/// <summary>One changeset, and what can be done to one or to many.</summary>
internal static class ChangesetPages
{
    /// <summary>Bulk actions of the API.</summary>
    public static readonly string[] Actions = ["retry", "rebase", "close", "merge"];

    public static async Task<IResult> ShowAsync(string name, string owner, string repo, string? view, int? file, ApiClient api)
    {
        var path = $"{CampaignPages.PathOf(name)}/changesets/{Addresses.Escape(owner)}/{Addresses.Escape(repo)}";
        var changeset = api.GetAsync<ChangesetItem>(path);
        var timeline = api.GetAsync<ApiPage<TimelineItem>>($"{path}/timeline?limit=200");
        var log = api.GetAsync<string>($"{path}/log");
        var patch = api.GetAsync<string>($"{path}/patch");
        if (await changeset is not { Ok: true, Value: { } found })
            return (await changeset).Problem!;
        return Page.Of<ChangesetView>(new ChangesetPage(
            name, found, (await timeline).Value?.Items ?? [], (await log).Value, (await patch).Value is { Length: > 0 } text ? PatchReader.Read(text) : null,
            view == "split", file, [.. Actions.Where(action => Fits(action, found) && api.Can(HttpMethod.Post, $"{CampaignPages.PathOf(name)}/changesets/{action}"))]));
    }

    /// <summary>Does something to the changesets that are ticked, or to all of a state.</summary>
    public static async Task<IResult> ActAsync(string name, HttpRequest request, ApiClient api, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (Array.IndexOf(Actions, form["action"].ToString()) < 0)
            return Results.NotFound();
        object which = form["all"].ToString() is { Length: > 0 } state
            ? new { state }
            : new { repositories = form["repository"].ToArray() };
        var answer = await api.PostAsync<Done>($"{CampaignPages.PathOf(name)}/changesets/{form["action"]}", which);
        if (answer.Problem is { } problem)
            return problem;
        return Results.LocalRedirect("~" + SignIn.SignInPages.Safe(form["return"]));
    }

    /// <summary>Whether it makes sense for a changeset as it is; whether it is allowed, the API says.</summary>
    internal static bool Fits(string action, ChangesetItem changeset) => action switch
    {
        "retry" => changeset.State is "failed" or "needs_human",
        "merge" => changeset.State == "open",
        _ => changeset.IsOnGitHub,
    };
}

/// <param name="Log">What its steps said; null or empty where they said nothing.</param>
/// <param name="Patch">Null where there is none.</param>
/// <param name="File">The index of the one file to show.</param>
public sealed record ChangesetPage(
    string Campaign, ChangesetItem Changeset, IReadOnlyList<TimelineItem> Timeline, string? Log, Patch? Patch, bool Split, int? File, IReadOnlyList<string> Actions);
