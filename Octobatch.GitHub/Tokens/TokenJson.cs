using System.Text.Json.Serialization;

namespace Octobatch.GitHub.Tokens;

/// <summary>What the token service answers.</summary>
internal sealed record TokenAnswer(string Token, DateTimeOffset ExpiresAt, bool Cached, IReadOnlyDictionary<string, string>? Permissions);

/// <summary>What it is asked for a token that can do less.</summary>
internal sealed record TokenRequest(IReadOnlyList<long>? RepositoryIds, IReadOnlyDictionary<string, string>? Permissions);

/// <summary>Its refusals: problem details.</summary>
internal sealed record TokenProblem(string? Code, string? Title, string? Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenProblem))]
internal sealed partial class TokenJson : JsonSerializerContext;
