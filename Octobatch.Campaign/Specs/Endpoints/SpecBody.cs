using Microsoft.Net.Http.Headers;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Specs.Endpoints;

/// <summary>A spec as a request carries it.</summary>
internal static class SpecBody
{
    public const string Yaml = "application/yaml";
    public const string Json = "application/json";

    private static readonly Failure WrongType = new(
        415, "unsupported_media_type", "A spec is YAML or JSON", $"Send it in UTF-8 with Content-Type: {Yaml} or {Json}.");

    /// <summary>The request's spec, or the answer that says why it is none. Its size is limited by the endpoint.</summary>
    /// <param name="name">See <see cref="SpecReader.Read"/>.</param>
    public static async Task<(NewSpec? Spec, IResult? Refusal)> ReadAsync(
        HttpRequest request, SpecReader specs, string? name, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsUtf8(type) || FormatOf(type.MediaType.Value) is not { } format)
            return (null, WrongType);
        using var body = new MemoryStream(); // grows with what arrives, not with what Content-Length claims
        await request.Body.CopyToAsync(body, cancellation);
        var raw = body.ToArray();
        var reading = specs.Read(raw, format, name);
        return reading.Spec is { } spec
            ? (new(spec, raw, format == SpecFormat.Json ? Json : Yaml), null)
            : (null, new InvalidSpec(reading.Errors));
    }

    private static SpecFormat? FormatOf(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        Yaml or "application/x-yaml" or "text/yaml" => SpecFormat.Yaml,
        Json => SpecFormat.Json,
        _ => null,
    };

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
