using System.Text.Json;
using System.Text.Json.Nodes;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Writes values as YAML.</summary>
/// <param name="Unit">Blanks that a level of mappings adds.</param>
/// <param name="ListUnit">Blanks that a list within a mapping adds; 0 where its dashes stand under the key.</param>
/// <param name="NewLine">The file's line ending.</param>
internal sealed record YamlWriter(int Unit, int ListUnit, string NewLine)
{
    /// <summary>What follows a key's colon or a list's dash: a blank and a scalar, or further lines.</summary>
    /// <param name="value">The value.</param>
    /// <param name="column">Blanks before the key or the dash.</param>
    /// <param name="afterDash">It follows a dash, so that a collection begins in the same line.</param>
    /// <param name="quote">The quote of what stood there; 0 for none.</param>
    public string After(JsonNode? value, int column, bool afterDash, char quote = '\0')
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } or JsonArray { Count: > 0 } when afterDash:
                return " " + string.Join(NewLine, Lines(value, column + 2)).TrimStart(' ');
            case JsonObject { Count: > 0 }:
                return NewLine + string.Join(NewLine, Lines(value, column + Unit));
            case JsonArray { Count: > 0 }:
                return NewLine + string.Join(NewLine, Lines(value, column + ListUnit));
            case JsonValue when Block(value, column + Unit, quote) is { } block:
                return " " + block;
            default:
                return " " + Inline(value, quote, inFlow: false);
        }
    }

    /// <summary>A value in one line, as within brackets.</summary>
    public static string Inline(JsonNode? value, char quote, bool inFlow) => value switch
    {
        JsonObject mapping => $"{{{string.Join(", ", mapping.Select(pair => $"{YamlScalar.Write(pair.Key, quote, true)}: {Inline(pair.Value, quote, true)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(item => Inline(item, quote, true)))}]",
        _ => YamlScalar.Write(value, quote, inFlow),
    };

    public IEnumerable<string> Lines(JsonNode value, int column)
    {
        var blanks = new string(' ', column);
        var lines = value is JsonObject mapping
            ? mapping.Select(pair => $"{blanks}{YamlScalar.Write(pair.Key, '\0', false)}:{After(pair.Value, column, afterDash: false)}")
            : value.AsArray().Select(item => $"{blanks}-{After(item, column, afterDash: true)}");
        return lines.SelectMany(line => line.Split(NewLine));
    }

    // Text of several lines reads best as a block; what a block cannot hold exactly goes into quotes.
    private string? Block(JsonNode value, int column, char quote)
    {
        if (quote is '"' or '\'' || value.GetValueKind() != JsonValueKind.String) return null;
        var text = value.GetValue<string>();
        var body = text.TrimEnd('\n');
        if (!body.Contains('\n') || text.Length - body.Length > 1 || body[0] is ' ' or '\n' || body.Any(c => c < ' ' && c != '\n') || body.Contains('\x7f'))
            return null;
        var blanks = new string(' ', column);
        var lines = body.Split('\n').Select(line => line.Length == 0 ? "" : blanks + line);
        return $"{(text.Length > body.Length ? "|" : "|-")}{NewLine}{string.Join(NewLine, lines)}";
    }
}
