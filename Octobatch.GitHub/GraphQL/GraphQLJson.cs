using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Octobatch.GitHub.GraphQL;

internal sealed record GraphQLDocument(string Query, JsonObject? Variables);

internal sealed record GraphQLErrorJson(string? Message, string? Type, IReadOnlyList<JsonElement>? Path);

internal sealed record ErrorsOnly(JsonElement? Data, IReadOnlyList<GraphQLErrorJson>? Errors);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GraphQLDocument))]
[JsonSerializable(typeof(ErrorsOnly))]
internal sealed partial class GraphQLJson : JsonSerializerContext;
