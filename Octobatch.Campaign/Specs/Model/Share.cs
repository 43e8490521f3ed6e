using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Specs.Model;

/// <summary>A number of targets, or a percentage of them; in JSON <c>1</c> and <c>"10%"</c>.</summary>
[JsonConverter(typeof(Converter))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct Share(int Amount, bool IsPercent)
{
    /// <summary>How many of <paramref name="total"/> it is; percentages are rounded up.</summary>
    public int Of(int total) => IsPercent ? (int)Math.Ceiling((decimal)total * Amount / 100) : Math.Min(Amount, total);

    private sealed class Converter : JsonConverter<Share>
    {
        public override Share Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
                ? new(reader.GetInt32(), false)
                : new(int.Parse(reader.GetString()!.AsSpan().TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture), true);

        public override void Write(Utf8JsonWriter writer, Share value, JsonSerializerOptions options)
        {
            if (value.IsPercent)
                writer.WriteStringValue($"{value.Amount}%");
            else
                writer.WriteNumberValue(value.Amount);
        }
    }
}
