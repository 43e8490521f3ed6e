using System.Text.RegularExpressions;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>What a YAML scalar without quotes means: YAML 1.2's core schema (chapter 10.3.2), in which <c>yes</c>, <c>on</c> and dates are text.</summary>
internal static class CoreSchema
{
    private static readonly Regex NumberLike = new(
        @"\A(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    public static Node Read(NodeBuilder builder, string path, Position at, string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new NullNode(at),
        "true" or "True" or "TRUE" => new FlagNode(at, true),
        "false" or "False" or "FALSE" => new FlagNode(at, false),
        _ when NumberLike.IsMatch(text) => builder.Number(path, at, text),
        _ => builder.Text(path, at, text),
    };
}
