using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Specs.Schema;

/// <summary>
/// The part of JSON Schema (draft 7) that the published schema uses. A keyword that is not here does not load, so that the schema cannot
/// promise what nobody checks.
/// </summary>
internal sealed record SchemaNode
{
    [JsonPropertyName("$schema")]
    public string? Dialect { get; init; }

    [JsonPropertyName("$ref")]
    public string? Reference { get; init; }

    public Dictionary<string, SchemaNode> Definitions { get; init; } = [];

    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>For editors; what is left out is filled in by the model, and a test compares the two.</summary>
    public JsonElement? Default { get; init; }

    /// <summary>One type, or several.</summary>
    public JsonElement? Type { get; init; }

    /// <summary>All of one type.</summary>
    public List<JsonElement>? Enum { get; init; }

    public Dictionary<string, SchemaNode> Properties { get; init; } = [];

    public Dictionary<string, SchemaNode> PatternProperties { get; init; } = [];

    /// <summary>Only false is understood: maps take no keys but those that are named.</summary>
    public bool AdditionalProperties { get; init; } = true;

    public List<string> Required { get; init; } = [];

    public int MinProperties { get; init; }

    public int MaxProperties { get; init; } = int.MaxValue;

    /// <summary>Each alternative is nothing but <c>required</c>.</summary>
    public List<SchemaNode> OneOf { get; init; } = [];

    public SchemaNode? Items { get; init; }

    public int MinItems { get; init; }

    public int MaxItems { get; init; } = int.MaxValue;

    public bool UniqueItems { get; init; }

    public int MinLength { get; init; }

    public int MaxLength { get; init; } = int.MaxValue;

    public string? Pattern { get; init; }

    /// <summary>A name in <see cref="Meaning.Formats"/>, which says what the text has to mean.</summary>
    public string? Format { get; init; }

    public long Minimum { get; init; } = long.MinValue;

    public long Maximum { get; init; } = long.MaxValue;

    [JsonIgnore]
    public IReadOnlyList<string> Types => types ??= Type switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().Select(t => t.GetString()!)],
        { } one => [one.GetString()!],
    };

    private IReadOnlyList<string>? types;
}
