using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Diffs;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Web.Changesets;

/// <summary>One changeset, and what can be done to one or to many.</summary>
internal static class ChangesetPages
{
    /// <summary>Bulk actions of the API.</summary>
    public static readonly string[] Actions = ["retry", "rebase", "merge", "update-text", "close"];

    public static async Task<IResult> ShowAsync(string name, string owner, string repo, string? view, int? file, string? after, ApiClient api)
    {
        var path = $"{CampaignPages.PathOf(name)}/changesets/{Addresses.Escape(owner)}/{Addresses.Escape(repo)}";
        var changeset = api.GetAsync<ChangesetItem>(path);
        var timeline = api.GetAsync<ApiPage<TimelineItem>>(Addresses.Of($"{path}/timeline", ("after", after)));
        var log = api.GetAsync<string>($"{path}/log");
        var patch = api.GetAsync<string>($"{path}/patch");
        if (await changeset is not { Ok: true, Value: { } found })
            return (await changeset).Problem!;
        return Page.Of<ChangesetView>(new ChangesetPage(
            name, found, (await timeline).Value ?? ApiPage<TimelineItem>.Empty, (await log).Value, (await patch).Value is { Length: > 0 } text ? PatchReader.Read(text) : null,
            view == "split", file, after, [.. Actions.Where(action => Fits(action, found.State) && api.Can(HttpMethod.Post, $"{CampaignPages.PathOf(name)}/changesets/{action}"))]));
    }

    /// <summary>Does something to the changesets that are ticked, or to all of a state.</summary>
    public static async Task<IResult> ActAsync(string name, HttpRequest request, ApiClient api, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        if (Array.IndexOf(Actions, form["action"].ToString()) < 0)
            return Results.NotFound();
        var comment = form["action"] == "close" && form["comment"].ToString() is { Length: > 0 } said ? said : null;
        object which = form["all"].ToString() is { Length: > 0 } state
            ? new { state, comment }
            : new { repositories = form["repository"].ToArray(), comment };
        var answer = await api.PostAsync<Asked>($"{CampaignPages.PathOf(name)}/changesets/{form["action"]}", which);
        if (answer.Problem is { } problem)
            return problem;
        if (answer.Value!.Accepted == 0)
            return new Failure(409, "nothing_to_do", "There was nothing to do", answer.Value.Why ?? "None of them is like that any more.");
        return Results.LocalRedirect("~" + SignIn.SignInPages.Safe(form["return"]));
    }

    /// <summary>Whether it makes sense for a changeset as it is; whether it is allowed, the API says.</summary>
    internal static bool Fits(string action, string state) => action switch
    {
        "retry" => state is "failed" or "needs_human" or "closed",
        "merge" => state == "open",
        "close" => state is "ready" or "publishing" or "open" or "needs_human" or "failed",
        _ => state is "open" or "needs_human",
    };

    /// <summary>As a button says it.</summary>
    internal static string Verb(string action) => char.ToUpperInvariant(action[0]) + action[1..].Replace('-', ' ');
}

/// <summary>What the API says to a bulk action.</summary>
/// <param name="Why">Why not all; null: all were taken.</param>
internal sealed record Asked(long Accepted, string? Why);

/// <param name="Timeline">One page of it.</param>
/// <param name="Log">What its steps said; null or empty where they said nothing.</param>
/// <param name="Patch">Null where there is none.</param>
/// <param name="File">The index of the one file to show.</param>
public sealed record ChangesetPage(
    string Campaign, ChangesetItem Changeset, ApiPage<TimelineItem> Timeline, string? Log, Patch? Patch, bool Split, int? File, string? After,
    IReadOnlyList<string> Actions);
