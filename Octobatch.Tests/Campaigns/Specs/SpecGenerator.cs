using System.Text;
using System.Text.Json.Nodes;
using CsCheck;

namespace Octobatch.Tests.Campaigns.Specs;

/// <summary>Makes valid specs, and writes the same spec in other ways.</summary>
internal static class SpecGenerator
{
    private static readonly string[] Words = ["a", "true", "null", "12", "0x1f", "- a", "a: b", "ü 😀", "#x", "x\ty\"z'", "two\nlines\n", " spaces ", "", "~", "1e3", "%", "@a", "*a", "&a", "!a", "[", "{ }"];

    private static readonly Gen<string> Word = Any(Words);

    private static readonly Gen<JsonNode?> Value = Gen.OneOf<JsonNode?>(
        Word.Select(w => (JsonNode?)w), Gen.Int[-1000, 1000].Select(i => (JsonNode?)i), Gen.Bool.Select(b => (JsonNode?)b),
        Gen.Const(0).Select(_ => (JsonNode?)null), Gen.Double[-10, 10].Select(d => (JsonNode?)d),
        Word.Array[0, 3].Select(ws => (JsonNode?)new JsonArray([.. ws.Select(w => (JsonNode?)w)])));

    private static readonly Gen<JsonObject> Step = Gen.OneOf(
        Gen.Select(Word, Word, (file, with) => Of("replace", new() { ["files"] = new JsonArray("**/*.yml", "a[b]"), ["pattern"] = @"a\b+", ["with"] = with })),
        Gen.Select(Word, Any("always", "missing", "exists"), (content, when) => Of("write", new() { ["file"] = "a/b.txt", ["content"] = content, ["when"] = when })),
        Value.Select(value => Of("set", new() { ["file"] = "a.json", ["path"] = "a.b", ["value"] = value })),
        Gen.Select(Word, Gen.Int[1, 60], (env, minutes) => Of("run", new()
        {
            ["command"] = "make",
            ["timeout"] = $"{minutes}m",
            ["env"] = new JsonObject { ["A"] = env, ["B"] = "b" },
        })));

    public static Gen<JsonObject> Specs { get; } =
        Gen.Select(Any("a", "checkout-v5", "0"), Word, Step.Array[1, 4], Gen.Bool, Gen.Int[1, 9], (name, description, steps, draft, wave) => new JsonObject
        {
            ["version"] = 1,
            ["name"] = name,
            ["description"] = description,
            ["select"] = new JsonArray(new JsonObject { ["query"] = "org:acme -topic:x", ["sample"] = wave }),
            ["steps"] = new JsonArray([.. steps.Select(s => s.DeepClone())]),
            ["changeset"] = new JsonObject { ["title"] = "In {{ repository.full_name }}", ["draft"] = draft, ["body"] = "x" },
            ["publish"] = new JsonObject { ["waves"] = new JsonArray(wave, "50%"), ["window"] = new JsonObject { ["days"] = new JsonArray("tue", "mon"), ["hours"] = "08:00-24:00" } },
        });

    /// <summary>The same with the keys of every map in another order, those of <c>set</c> values apart.</summary>
    public static JsonNode Shuffle(JsonNode node, Random random) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(_ => random.Next()).ToList().Select(m =>
            KeyValuePair.Create(m.Key, m.Value is null ? null : m.Key == "value" ? m.Value.DeepClone() : Shuffle(m.Value, random)))),
        JsonArray list => new JsonArray([.. list.Select(i => i is null ? null : Shuffle(i, random))]),
        _ => node.DeepClone(),
    };

    /// <summary>Block style with comments; texts in double or single quotes, or without where that means the same.</summary>
    public static string ToYaml(JsonNode node, Random random)
    {
        var text = new StringBuilder();
        Write(text, node, 0, random);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int indent, Random random)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (key, value) in map)
                {
                    text.Append('\n').Append(' ', indent).Append(random.Next(2) == 0 ? key : $"\"{key}\"").Append(": ");
                    Write(text, value, indent + 2, random);
                }

                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    text.Append('\n').Append(' ', indent).Append("- ");
                    Write(text, item, indent + 2, random);
                }

                break;
            case JsonValue value when value.TryGetValue<string>(out var word):
                text.Append(Scalar(word, random));
                break;
            default:
                text.Append(node?.ToJsonString() ?? "~");
                break;
        }

        if (random.Next(3) == 0)
            text.Append(" # a comment");
    }

    private static string Scalar(string word, Random random)
    {
        if (random.Next(2) == 0 && word.Length > 1 && word.All(c => char.IsAsciiLetterLower(c)) && word is not ("true" or "null"))
            return word;
        return random.Next(2) == 0 && !word.Any(char.IsControl)
            ? $"'{word.Replace("'", "''", StringComparison.Ordinal)}'"
            : JsonValue.Create(word).ToJsonString();
    }

    private static Gen<string> Any(params string[] words) => Gen.Int[0, words.Length - 1].Select(i => words[i]);

    private static JsonObject Of(string kind, JsonObject step) => new() { [kind] = step };
}
