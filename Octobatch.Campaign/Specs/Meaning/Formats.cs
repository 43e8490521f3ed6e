using Octobatch.Campaigns.Steps.Data;
using Octobatch.Campaigns.Steps.Patches;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>What the <c>format</c> of a text in the schema asks for, beyond what a pattern can say.</summary>
internal static class Formats
{
    private static readonly Dictionary<string, Func<string, string?>> All = new(StringComparer.Ordinal)
    {
        ["pattern"] = Patterns.Check,
        ["glob"] = FilePaths.CheckGlob,
        ["path"] = FilePaths.Check,
        ["set-path"] = path => SetPath.Parse(path).Problem,
        ["branch"] = BranchNames.Check,
        ["diff"] = diff => PatchParser.Parse(diff).Problem,
        ["timeout"] = CheckTimeout,
        ["hours"] = CheckHours,
        ["zone"] = CheckZone,
    };

    /// <summary>What is wrong with the text, or null.</summary>
    public static string? Check(string format, string text) => All[format](text);

    private static string? CheckTimeout(string text) =>
        Model.Timeouts.Parse(text) > Model.Timeouts.Longest ? "is longer than 1h" : null;

    // Both sides have the same form, so their order as text is their order in time.
    private static string? CheckHours(string text) =>
        string.CompareOrdinal(text[..5], text[6..]) < 0 ? null : "must end after it begins, on the same day";

    private static string? CheckZone(string text) =>
        text == "UTC" || TimeZoneInfo.TryFindSystemTimeZoneById(text, out _) ? null
        : TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _) ? "is no time zone of the IANA database, such as Europe/Berlin"
        : "cannot be checked: this machine has no time zone database (the package is mostly called tzdata), only UTC";
}
