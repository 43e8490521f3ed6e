using System.Text.Json;
using Octobatch.Campaigns.Specs.Reading;

namespace Octobatch.Campaigns.Specs.Schema;

/// <summary>Checks nodes against the schema and tells every error with its place.</summary>
/// <param name="formatError">What is wrong with a text of a format, the format first; or null.</param>
internal sealed class SchemaCheck(SpecErrors errors, Func<string, string, string?> formatError)
{
    public void Check(SchemaNode schema, Node node, string path)
    {
        schema = SpecSchema.Resolve(schema);
        if (node is BrokenNode)
            return;
        if (schema.Types.Count > 0 && !schema.Types.Any(type => IsOf(type, node)))
        {
            errors.Add(path, node.At, SchemaWords.WrongType(schema, node));
            return;
        }

        switch (node)
        {
            case MapNode map:
                CheckMap(schema, map, path);
                break;
            case ListNode list:
                CheckList(schema, list, path);
                break;
            case TextNode text when TextError(schema, text.Text) is { } message:
                errors.Add(path, node.At, message);
                break;
            case NumberNode { Whole: { } whole } when NumberError(schema, whole) is { } message:
                errors.Add(path, node.At, message);
                break;
        }
    }

    private static bool IsOf(string type, Node node) => (type, node) switch
    {
        ("object", MapNode) or ("array", ListNode) or ("string", TextNode) or ("boolean", FlagNode) => true,
        ("integer", NumberNode number) => number.Whole is not null,
        _ => false,
    };

    private void CheckMap(SchemaNode schema, MapNode map, string path)
    {
        foreach (var (key, keyAt, value) in map.Members)
        {
            var inside = NodePath.Member(path, key);
            if (schema.Properties.TryGetValue(key, out var property))
                Check(property, value, inside);
            else if (schema.PatternProperties.FirstOrDefault(p => SchemaPatterns.Matches(p.Key, key)).Value is { } matching)
                Check(matching, value, inside);
            else if (!schema.AdditionalProperties)
                errors.Add(inside, keyAt, SchemaWords.UnknownKey(schema, key));
        }

        foreach (var key in schema.Required.Where(key => map.Find(key) is null))
            errors.Add(path, map.At, $"`{key}` is missing");
        if (map.Members.Count < schema.MinProperties || map.Members.Count > schema.MaxProperties)
            errors.Add(path, map.At, SchemaWords.WrongCount(schema, map.Members.Count));
        if (schema.OneOf.Count > 0 && schema.OneOf.Count(one => one.Required.TrueForAll(key => map.Find(key) is not null)) != 1)
            errors.Add(path, map.At, $"has exactly one of {string.Join(" and ", schema.OneOf.Select(one => $"`{one.Required[0]}`"))}");
    }

    private void CheckList(SchemaNode schema, ListNode list, string path)
    {
        if (list.Items.Count < schema.MinItems || list.Items.Count > schema.MaxItems)
        {
            errors.Add(path, list.At, list.Items.Count == 0 ? "must not be empty" : $"has at most {schema.MaxItems} entries, not {list.Items.Count}");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
        {
            var (item, inside) = (list.Items[i], NodePath.Item(path, i));
            if (schema.Items is { } items)
                Check(items, item, inside);
            if (schema.UniqueItems && item is TextNode text && !seen.Add(text.Text))
                errors.Add(inside, item.At, $"`{NodePath.Shorten(text.Text)}` is there twice");
        }
    }

    private string? TextError(SchemaNode schema, string text)
    {
        if (schema.Enum is { } values && !values.Exists(v => v.ValueKind == JsonValueKind.String && v.ValueEquals(text)))
            return SchemaWords.NotOneOf(values, text);
        if (schema.MinLength > 0 && text.Length == 0)
            return "must not be empty";
        if (text.Length > schema.MaxLength && text.EnumerateRunes().Count() is var length && length > schema.MaxLength)
            return $"has at most {schema.MaxLength} characters, not {length}";
        if (schema.Pattern is { } pattern && !SchemaPatterns.Matches(pattern, text))
            return SchemaWords.NoMatch(schema, text);
        return schema.Format is { } format ? formatError(format, text) : null;
    }

    private static string? NumberError(SchemaNode schema, long value)
    {
        if (schema.Enum is { } values && !values.Exists(v => v.TryGetInt64(out var allowed) && allowed == value))
            return SchemaWords.NotOneOf(values, null);
        return value < schema.Minimum || value > schema.Maximum ? $"must be from {schema.Minimum} to {schema.Maximum}" : null;
    }
}
