using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Specs.Schema;

/// <summary>
/// The published schema (docs/schemas/campaign.v1.json), embedded. Editors complete by it and <see cref="SchemaCheck"/> checks by it: there
/// is no second description of what a spec looks like.
/// </summary>
internal static class SpecSchema
{
    private const string Resource = "campaign.v1.json";
    private const string Definitions = "#/definitions/";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static SchemaNode Root { get; } = Load();

    /// <summary>The node itself, or the definition that it refers to.</summary>
    public static SchemaNode Resolve(SchemaNode schema) =>
        schema.Reference is { } reference ? Root.Definitions[reference[Definitions.Length..]] : schema;

    private static SchemaNode Load()
    {
        using var stream = typeof(SpecSchema).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<SchemaNode>(stream, Strict)!;
    }
}
