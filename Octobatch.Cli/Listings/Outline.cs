using System.Text.Json;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Listings;

/// <summary>An answer as an outline of names and values.</summary>
internal static class Outline
{
    public static void Write(Terminal terminal, JsonElement value, int depth = 0)
    {
        foreach (var property in value.EnumerateObject())
        {
            var name = $"{new string(' ', depth * 2)}{property.Name.Replace('_', ' ')}";
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    terminal.WriteLine(name);
                    Write(terminal, property.Value, depth + 1);
                    break;
                case JsonValueKind.Array:
                    terminal.WriteLine(name);
                    foreach (var item in property.Value.EnumerateArray())
                        terminal.WriteLine($"{new string(' ', (depth + 1) * 2)}{Flat(item)}");
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    terminal.WriteLine($"{name}: {property.Value}");
                    break;
            }
        }
    }

    private static string Flat(JsonElement item) => item.ValueKind == JsonValueKind.Object
        ? string.Join("  ", item.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => $"{p.Name.Replace('_', ' ')} {p.Value}"))
        : item.ToString();
}
