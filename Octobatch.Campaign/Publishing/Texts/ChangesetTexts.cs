using Fluid;
using Octobatch.Campaigns.Specs.Meaning;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Texts;

/// <summary>The texts of one changeset, rendered.</summary>
/// <param name="Headline">The first line of the commit's message.</param>
/// <param name="MessageBody">The rest of it; null: there is none.</param>
/// <param name="Body">Without the marker.</param>
public sealed record RenderedTexts(string Headline, string? MessageBody, string Title, string Body);

/// <summary>What the templates may name; docs/specs.md lists it.</summary>
/// <param name="CampaignUrl">Its page; empty where nobody has said where that is.</param>
/// <param name="Outputs">Of the steps, by their places; null for one that is no <c>run</c>.</param>
public sealed record TextValues(
    string Campaign, string Description, string CampaignUrl, string Repository, string? DefaultBranch, string RepositoryUrl, int Files, int Additions,
    int Deletions, IReadOnlyList<string?> Outputs);

/// <summary>Renders the templates of a spec's <c>changeset</c>. They were checked when the spec was stored.</summary>
public sealed class ChangesetTexts(ChangesetSpec spec)
{
    // GitHub's own limits, in characters.
    private const int LongestTitle = 256;
    private const int LongestHeadline = 256;

    private static readonly TemplateOptions Options = new();

    private readonly IFluidTemplate message = Parse(spec.Message);
    private readonly IFluidTemplate title = Parse(spec.Title);
    private readonly IFluidTemplate body = Parse(spec.Body);

    /// <summary>Whether a text may say what a step printed, which is kept with the patch alone.</summary>
    public bool NeedsOutputs { get; } = $"{spec.Message}{spec.Title}{spec.Body}".Contains("steps", StringComparison.Ordinal);

    public RenderedTexts Render(TextValues values)
    {
        var context = Context(values);
        var lines = message.Render(context).ReplaceLineEndings("\n").Trim().Split('\n', 2);
        var rest = lines.Length == 2 ? lines[1].Trim('\n') : "";
        return new(
            OneLine(lines[0], LongestHeadline), rest.Length == 0 ? null : rest, OneLine(title.Render(context), LongestTitle), body.Render(context));
    }

    private static TemplateContext Context(TextValues values)
    {
        var slash = values.Repository.IndexOf('/', StringComparison.Ordinal);
        var context = new TemplateContext(Options);
        context.SetValue("campaign", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = values.Campaign,
            ["description"] = values.Description,
            ["url"] = values.CampaignUrl,
        });
        context.SetValue("repository", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["name"] = values.Repository[(slash + 1)..],
            ["owner"] = values.Repository[..slash],
            ["full_name"] = values.Repository,
            ["default_branch"] = values.DefaultBranch ?? "",
            ["url"] = values.RepositoryUrl,
        });
        context.SetValue("diff", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["files_changed"] = values.Files,
            ["additions"] = values.Additions,
            ["deletions"] = values.Deletions,
        });
        context.SetValue("steps", values.Outputs.Select(output => new Dictionary<string, object>(StringComparer.Ordinal) { ["output"] = output ?? "" }).ToArray());
        return context;
    }

    private static IFluidTemplate Parse(string text) =>
        TemplateParser.Instance.TryParse(text, out var template, out var error) ? template : throw new FormatException(error);

    private static string OneLine(string text, int longest)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= longest ? line : line[..(longest - 1)] + "…";
    }
}
