using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.GitHub.Errors;

/// <summary>The body of a REST refusal. Some of <c>errors</c> are objects, some mere strings.</summary>
internal sealed record ErrorBody(string? Message, JsonElement? Errors);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorJson : JsonSerializerContext;
