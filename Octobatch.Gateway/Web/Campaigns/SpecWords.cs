using System.Text.Json;

namespace Octobatch.Gateway.Web.Campaigns;

/// <summary>Says what a normalised spec does, for people who do not write specs.</summary>
internal static class SpecWords
{
    private const int Longest = 80;

    public static IReadOnlyList<Sentence> Of(JsonElement spec)
    {
        if (spec.ValueKind != JsonValueKind.Object)
            return [];
        return
        [
            .. Items(spec, "select").Select((entry, i) => Select(entry, i == 0 ? "takes " : "and ")),
            .. Items(spec, "exclude").Select(entry => Select(entry, "but not ")),
            .. Items(spec, "steps").Select(Step),
            .. Pace(spec),
        ];
    }

    private static Sentence Select(JsonElement entry, string begin)
    {
        var sample = entry.TryGetProperty("sample", out var size) ? $", {size} of them" : "";
        return entry.TryGetProperty("query", out var query)
            ? Sentence.Of($"{begin}the repositories that match ", Short(query), sample)
            : Sentence.Of($"{begin}", Short(string.Join(", ", Items(entry, "repositories").Select(r => r.GetString()))), "");
    }

    private static Sentence Step(JsonElement step)
    {
        var (kind, with) = step.EnumerateObject().Select(p => (p.Name, p.Value)).FirstOrDefault();
        return kind switch
        {
            "replace" => Sentence.Of("replaces ", Short(with, "pattern"), " with ", Short(with, "with"), " in ", Files(with), ""),
            "write" => Sentence.Of("writes ", Short(with, "file"), With(with)),
            "delete" => Sentence.Of("deletes ", Files(with), ""),
            "move" => Sentence.Of("moves ", Short(with, "from"), " to ", Short(with, "to"), ""),
            "set" => Sentence.Of("sets ", Short(with, "path"), " to ", Short(with, "value"), " in ", Short(with, "file"), ""),
            "patch" => Sentence.Of("applies a patch"),
            "run" => Sentence.Of("runs ", Short(with, "command"), " in ", Short(with, "image"), ""),
            _ => Sentence.Of(kind ?? ""),
        };
    }

    private static string With(JsonElement write) => write.TryGetProperty("when", out var when) ? when.GetString() switch
    {
        "missing" => " where it is missing",
        "exists" => " where it exists",
        _ => "",
    } : "";

    private static IEnumerable<Sentence> Pace(JsonElement spec)
    {
        if (!spec.TryGetProperty("publish", out var publish) || publish.ValueKind != JsonValueKind.Object)
            yield break;
        var waves = Items(publish, "waves").Select(w => w.ToString()).ToList();
        if (waves.Count > 1)
            yield return Sentence.Of($"publishes in waves: {string.Join(", then ", waves)} of the repositories; a wave starts when the one before is healthy");
        if (publish.TryGetProperty("pause_on_failure", out var pause))
            yield return Sentence.Of($"pauses when {pause} of what is published has failed");
        if (publish.TryGetProperty("max_per_day", out var day))
            yield return Sentence.Of($"opens at most {day} pull requests a day in one organisation");
        if (publish.TryGetProperty("window", out var window) && window.ValueKind == JsonValueKind.Object)
            yield return Sentence.Of($"publishes {Window(window)}");
        if (spec.TryGetProperty("merge", out var merge) && merge.GetString() == "auto")
            yield return Sentence.Of("lets GitHub merge once checks and reviews pass");
    }

    private static string Window(JsonElement window)
    {
        var days = string.Join(", ", Items(window, "days").Select(d => d.GetString()));
        var hours = window.TryGetProperty("hours", out var given) ? given.ToString() : "";
        var zone = window.TryGetProperty("zone", out var named) ? $" ({named})" : "";
        return string.Join(' ', new[] { days.Length > 0 ? "on " + days : "", hours }.Where(text => text.Length > 0)) + zone;
    }

    private static string Files(JsonElement step) => Short(string.Join(", ", Items(step, "files").Select(f => f.GetString())));

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : default;

    private static string Short(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? Short(value) : "";

    private static string Short(JsonElement value) => Short(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());

    private static string Short(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
}
