using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Octobatch.Campaigns.Steps.Data;

/// <summary>Writes scalars as YAML, so that readers of YAML 1.1 and 1.2 agree on what they are.</summary>
internal static partial class YamlScalar
{
    /// <summary>A plain scalar with these characters is text to every reader, not a number, date, truth value or null.</summary>
    public static bool IsTextWhenPlain(string text) => text.Length > 0 && !Typed().IsMatch(text);

    /// <summary>Writes a scalar in one line, in the quotes given, or in none where 0 and it can be without.</summary>
    public static string Write(JsonNode? value, char quote, bool inFlow)
    {
        if (value is null) return "null";
        if (value.GetValueKind() != JsonValueKind.String) return value.ToJsonString();
        return Write(value.GetValue<string>(), quote, inFlow);
    }

    public static string Write(string text, char quote, bool inFlow)
    {
        var isPrintable = text.All(c => c is >= ' ' and not (>= '\x7f' and < '\xa0') and not '\u2028' and not '\u2029' and not '\ufeff');
        if (quote == '\'' && isPrintable) return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
        if (quote != '"' && isPrintable && IsTextWhenPlain(text) && (inFlow ? PlainInFlow() : Plain()).IsMatch(text)) return text;
        return JsonWriter.Quote(text);
    }

    // YAML 1.1's types are the widest: yes and no, 1:30, 0o17, 1_000, dates.
    [GeneratedRegex(@"\A(?:~|null|true|false|y|n|yes|no|on|off|=|<<|[-+]?[0-9][0-9_,]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:e[-+]?[0-9]+)?|[-+]?[0-9][0-9_.]*e[-+]?[0-9]+|[-+]?0[xob][0-9a-f_]+|[-+]?\.inf|\.nan|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)\z", RegexOptions.IgnoreCase | RegexOptions.Singleline, 1000)]
    private static partial Regex Typed();

    [GeneratedRegex(@"\A[\p{L}\p{N}_/.$^+(](?:[^:#]|:(?=\S)|(?<=\S)#)*(?<![\s:])\z", RegexOptions.None, 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A[\p{L}\p{N}_/.$^+(](?:[^:#,\[\]{}]|:(?=[^\s,\[\]{}])|(?<=\S)#)*(?<![\s:])\z", RegexOptions.None, 1000)]
    private static partial Regex PlainInFlow();
}
