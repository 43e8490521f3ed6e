using System.Text;
using System.Text.Json;
using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.NewCampaign;

/// <summary>
/// Writing a spec: checked as it is typed, its targets and a dry run beside it, and nothing saved before the last button. One form with
/// several buttons, so that it works without scripts too; scripts send the same form and show the same answers.
/// </summary>
internal static class EditorPages
{
    private const int MostDryRun = 10;

    public static IResult New() => Page.Of<EditorView>(new EditorPage(null, null, SampleSpec.Text, ""));

    public static async Task<IResult> EditAsync(string name, ApiClient api)
    {
        var campaign = await api.GetAsync<CampaignItem>(CampaignPages.PathOf(name));
        if (campaign.Problem is { } problem)
            return problem;
        var version = campaign.Value!.SpecVersion;
        var text = await api.SendAsync<string>(HttpMethod.Get, $"{CampaignPages.PathOf(name)}/spec?version={version}", null, headers => headers.Accept.Clear());
        return text.Problem is { } unreadable ? unreadable : Page.Of<EditorView>(new EditorPage(name, version, text.Value!, ""));
    }

    public static Task<IResult> CreateAsync(HttpRequest request, ApiClient api, CancellationToken cancellation) => SendAsync(null, request, api, cancellation);

    public static Task<IResult> ChangeAsync(string name, HttpRequest request, ApiClient api, CancellationToken cancellation) => SendAsync(name, request, api, cancellation);

    private static async Task<IResult> SendAsync(string? name, HttpRequest request, ApiClient api, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        int? version = int.TryParse(form["version"], out var number) ? number : null;
        // Browsers send every line's end as CR LF, whatever was typed.
        var page = new EditorPage(name, version, form["spec"].ToString().ReplaceLineEndings("\n"), form["repositories"].ToString());
        return form["what"].ToString() switch
        {
            "save" => await SaveAsync(page, api),
            "targets" => Page.Of<EditorView>((await WithTargetsAsync(page, api)).Page),
            "dry-run" => Page.Of<EditorView>(await WithDryRunAsync(page, api)),
            _ => Page.Of<EditorView>((await CheckAsync(page, api)).Page),
        };
    }

    private static async Task<IResult> SaveAsync(EditorPage page, ApiClient api)
    {
        using var body = Yaml(page.Text);
        var saved = page.Campaign is null
            ? await api.SendAsync<Saved>(HttpMethod.Post, "/api/campaigns", body)
            : await api.SendAsync<Saved>(HttpMethod.Put, CampaignPages.PathOf(page.Campaign), body, headers => headers.TryAddWithoutValidation("If-Match", $"\"{page.Version}\""));
        return saved.Ok
            ? Results.LocalRedirect($"~/campaigns/{Addresses.Escape(saved.Value.Name)}")
            : Page.Of<EditorView>(page with { Problem = saved.Problem }, saved.Problem.Failure.Status);
    }

    private static async Task<(EditorPage Page, JsonElement Spec)> CheckAsync(EditorPage page, ApiClient api)
    {
        using var body = Yaml(page.Text);
        var checkedSpec = await api.SendAsync<JsonElement>(HttpMethod.Post, "/api/campaigns/validate", body);
        return (page with { Problem = checkedSpec.Problem, IsValid = checkedSpec.Ok }, checkedSpec.Value);
    }

    private static async Task<(EditorPage Page, JsonElement Spec)> WithTargetsAsync(EditorPage page, ApiClient api)
    {
        var (known, spec) = await CheckAsync(page, api);
        if (!known.IsValid)
            return (known, spec);
        var targets = await ResolveAsync(spec, "limit=100", api);
        return (known with { Targets = targets.Value, Problem = targets.Problem }, spec);
    }

    private static Task<ApiAnswer<TargetsAnswer>> ResolveAsync(JsonElement spec, string query, ApiClient api) =>
        api.PostAsync<TargetsAnswer>($"/api/selections/resolve?{query}", new { select = Part(spec, "select"), exclude = Part(spec, "exclude") });

    private static async Task<EditorPage> WithDryRunAsync(EditorPage page, ApiClient api)
    {
        var repositories = page.Repositories.Split(['\n', ',', ' ', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var (known, spec) = await WithTargetsAsync(page, api);
        if (known.Problem is not null || known.Targets is null)
            return known;
        if (repositories.Length == 0)
        {
            // The first of those that are in, however many come before them that are not.
            var first = await ResolveAsync(spec, $"included=true&limit={MostDryRun}", api);
            if (first.Problem is { } problem)
                return known with { Problem = problem };
            repositories = [.. first.Value!.Items.Select(target => target.Repository)];
        }

        if (repositories.Length == 0)
            return known;
        var run = await api.PostAsync<DryRunAnswer>("/api/previews", new { spec = page.Text, repositories });
        return known with { Repositories = string.Join('\n', repositories), DryRun = run.Value?.Items, Problem = run.Problem };
    }

    private static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    private static object Part(JsonElement spec, string name) => spec.TryGetProperty(name, out var part) ? part : Array.Empty<object>();

    private sealed record Saved(string Name);
}
