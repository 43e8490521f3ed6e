using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Specs.Model;

/// <summary>Time limits as specs write them: <c>90s</c>, <c>5m</c>, <c>1h</c>. Written in the largest unit that divides them.</summary>
internal sealed class Timeouts : JsonConverter<TimeSpan>
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public static TimeSpan Parse(string text)
    {
        var number = int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            'h' => TimeSpan.FromHours(number),
            'm' => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options)
    {
        var seconds = (int)value.TotalSeconds;
        writer.WriteStringValue(
            seconds % 3600 == 0 ? $"{seconds / 3600}h"
            : seconds % 60 == 0 ? $"{seconds / 60}m"
            : $"{seconds}s");
    }
}
