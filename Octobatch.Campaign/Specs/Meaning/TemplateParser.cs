using Fluid;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>
/// Liquid without what can repeat, include or remember: text, values and conditions. What a template gives is therefore at most as long as
/// its text and its values together.
/// </summary>
internal sealed class TemplateParser : FluidParser
{
    private static readonly string[] Kept = ["if", "unless", "case", "comment", "raw"];

    /// <summary>Filters that make no text longer than a few times what it was.</summary>
    public static readonly IReadOnlyList<string> Filters =
        ["capitalize", "default", "downcase", "escape", "first", "last", "size", "slice", "strip", "truncate", "truncatewords", "upcase", "url_encode"];

    public static readonly TemplateParser Instance = new();

    private TemplateParser()
    {
        foreach (var tag in RegisteredTags.Keys.Except(Kept, StringComparer.Ordinal).ToList())
            RegisteredTags.Remove(tag);
    }
}
