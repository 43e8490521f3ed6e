using System.Text.Json;
using Octobatch.Campaigns.Specs.Reading;

namespace Octobatch.Campaigns.Specs.Schema;

/// <summary>The schema's errors in words that say what to do.</summary>
internal static class SchemaWords
{
    public static string WrongType(SchemaNode schema, Node node)
    {
        var wanted = string.Join(" or ", schema.Types.Select(type => type switch
        {
            "object" => "a map",
            "array" => "a list",
            "string" => "text",
            "integer" => "a whole number",
            _ => "true or false",
        }));
        var hint = (node, schema.Types) switch
        {
            (NumberNode or FlagNode, var types) when types.Contains("string") => "; put it in quotes",
            (NullNode, _) => "; leave the key out if there is nothing to say",
            (TextNode, ["integer"] or ["boolean"]) => ", without quotes",
            _ => "",
        };
        return $"must be {wanted}, not {Name(node)}{hint}";
    }

    public static string UnknownKey(SchemaNode schema, string key)
    {
        if (schema.PatternProperties.Count > 0)
            return $"is no name of a variable: it must match {schema.PatternProperties.Keys.First()}";
        return Suggestion.For(key, schema.Properties.Keys) is { } near
            ? $"is not known here; did you mean `{near}`?"
            : $"is not known here; known are {string.Join(", ", schema.Properties.Keys)}";
    }

    public static string WrongCount(SchemaNode schema, int count) =>
        schema.MinProperties == 1 && schema.MaxProperties == 1
            ? $"has exactly one of {string.Join(", ", schema.Properties.Keys)}, not {count}"
            : $"has at most {schema.MaxProperties} keys, not {count}";

    public static string NotOneOf(List<JsonElement> values, string? text)
    {
        var texts = values.ConvertAll(v => v.ToString());
        var hint = text is not null && Suggestion.For(text, texts) is { } near ? $"; did you mean `{near}`?" : "";
        return texts.Count == 1 ? $"must be {texts[0]}" : $"must be one of {string.Join(", ", texts)}{hint}";
    }

    public static string NoMatch(SchemaNode schema, string text)
    {
        var what = schema.Description is { } description ? $" ({description.TrimEnd('.')})" : "";
        return $"`{NodePath.Shorten(text)}` does not match {schema.Pattern}{what}";
    }

    private static string Name(Node node) => node switch
    {
        MapNode => "a map",
        ListNode => "a list",
        TextNode => "text",
        NumberNode => "a number",
        FlagNode => "true or false",
        _ => "nothing",
    };
}
