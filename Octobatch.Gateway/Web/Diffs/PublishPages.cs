using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Changesets;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Publishes all of a preview, or the repositories whose diffs are ticked and no others.</summary>
internal static class PublishPages
{
    private const int PageSize = 500;

    public static async Task<IResult> PublishAsync(string name, HttpRequest request, ApiClient api, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        int? preview = int.TryParse(form["preview"], out var number) ? number : null;
        if (form["what"] == "all")
            return CampaignPages.Back(name, await api.PostAsync<Done>($"{CampaignPages.PathOf(name)}/runs", new { kind = "publish", preview }));

        var repositories = new List<string>();
        foreach (var hash in form["diff"].OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await AddAsync(name, hash, repositories, api) is { } problem)
                return problem;
        }

        return CampaignPages.Back(name, await api.PostAsync<Done>($"{CampaignPages.PathOf(name)}/runs", new { kind = "publish", preview, repositories }));
    }

    private static async Task<ApiProblem?> AddAsync(string name, string hash, List<string> repositories, ApiClient api)
    {
        string? after = null;
        do
        {
            var page = await api.GetAsync<ApiPage<ChangesetItem>>(Addresses.Of(
                $"{CampaignPages.PathOf(name)}/changesets", ("patch_hash", hash), ("state", "ready"), ("after", after), ("limit", $"{PageSize}")));
            if (page.Problem is { } problem)
                return problem;
            repositories.AddRange(page.Value!.Items.Select(item => item.Repository));
            after = page.Value.Next;
        }
        while (after is not null);
        return null;
    }
}
