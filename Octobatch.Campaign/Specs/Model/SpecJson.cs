using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Specs.Model;

/// <summary>The normalised form: JSON in one line, keys in the model's order, defaults written out, nulls left out.</summary>
public static class SpecJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>A spec from its normalised form, as it is stored.</summary>
    public static CampaignSpec Parse(string normalised) => JsonSerializer.Deserialize<CampaignSpec>(normalised, Options)!;

    internal static CampaignSpec Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<CampaignSpec>(json, Options)!;

    internal static string Write(CampaignSpec spec) => JsonSerializer.Serialize(spec, Options);

    internal static string WriteSteps(IReadOnlyList<Step> steps) => JsonSerializer.Serialize(steps, Options);
}
