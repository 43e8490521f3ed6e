using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.Campaigns.Steps.Diffs;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Writes values as JSON: in lines with an indent, or all in one where there is none. Text that is no ASCII stays as it is.</summary>
internal static class JsonWriter
{
    public static string Write(JsonNode? value, JsonStyle style)
    {
        var json = new StringBuilder();
        Append(json, value, style);
        return Bytes.Utf8ToText(json.ToString());
    }

    public static string Quote(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            json.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        return json.Append('"').ToString();
    }

    private static void Append(StringBuilder json, JsonNode? value, JsonStyle style)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } mapping:
                AppendAll(json, '{', '}', style, mapping.Select(pair => ((string?)pair.Key, pair.Value)));
                break;
            case JsonArray { Count: > 0 } list:
                AppendAll(json, '[', ']', style, list.Select(item => ((string?)null, item)));
                break;
            case JsonValue when value.GetValueKind() == JsonValueKind.String:
                json.Append(Quote(value.GetValue<string>()));
                break;
            default:
                json.Append(value?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void AppendAll(StringBuilder json, char open, char close, JsonStyle style, IEnumerable<(string? Key, JsonNode? Value)> entries)
    {
        var inner = style.Deeper();
        var first = true;
        json.Append(open);
        foreach (var (key, value) in entries)
        {
            if (!first) json.Append(style.InLines ? "," : style.Comma);
            first = false;
            if (style.InLines) json.Append(inner.LineBreak);
            if (key is not null) json.Append(Quote(key)).Append(style.Colon);
            Append(json, value, inner);
        }

        if (style.InLines) json.Append(style.LineBreak);
        json.Append(close);
    }
}

/// <summary>How a new value is laid out.</summary>
/// <param name="InLines">An entry a line.</param>
/// <param name="NewLine">The file's line ending.</param>
/// <param name="Indent">What the line begins with that the value begins in.</param>
/// <param name="Unit">What a level more adds to it.</param>
/// <param name="Colon">Between key and value.</param>
/// <param name="Comma">Between entries of one line.</param>
internal sealed record JsonStyle(bool InLines, string NewLine, string Indent, string Unit, string Colon, string Comma)
{
    public string LineBreak => NewLine + Indent;

    public JsonStyle Deeper() => this with { Indent = Indent + Unit };
}
