using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Campaigns;

namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Publishes all of a preview, or the diffs that are ticked and no others.</summary>
internal static class PublishPages
{
    public static async Task<IResult> PublishAsync(string name, HttpRequest request, ApiClient api, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        int? preview = int.TryParse(form["preview"], out var number) ? number : null;
        var diffs = form["what"] == "all" ? null : form["diff"].OfType<string>().ToArray();
        return CampaignPages.Back(name, await api.PostAsync<Done>($"{CampaignPages.PathOf(name)}/runs", new { kind = "publish", preview, diffs }));
    }
}
