using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NJsonSchema;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Specs.Reading;
using Octobatch.Campaigns.Specs.Schema;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

/// <summary>The published schema is what is accepted: an independent validator comes to the same verdict, and its defaults are the model's.</summary>
public sealed class SchemaTests
{
    private static readonly string[] Mutations = ["drop", "null", "text", "number", "list", "map", "twice", "unknown"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_independent_validator_agrees_on_specs_and_on_what_is_left_of_them_after_a_change()
    {
        var schema = await PublishedAsync();
        var (valid, invalid) = (0, 0);
        Gen.Select(SpecGenerator.Specs, Gen.Int).Sample(
            (spec, seed) =>
            {
                var random = new Random(seed);
                var changed = spec.DeepClone();
                for (var i = random.Next(3); i > 0; i--)
                    Mutate(changed, random);
                var ours = Accepts(changed.ToJsonString());
                var theirs = schema.Validate(changed.ToJsonString()).Count == 0;
                Assert.True(ours == theirs, $"{ours}, but NJsonSchema says {theirs}: {changed.ToJsonString()}");
                _ = ours ? Interlocked.Increment(ref valid) : Interlocked.Increment(ref invalid);
            }, iter: 1000);
        Assert.True(valid > 50 && invalid > 50, $"{valid} valid, {invalid} invalid");
    }

    [Fact]
    public async Task An_independent_validator_agrees_on_the_table_of_mistakes()
    {
        var schema = await PublishedAsync();
        var compared = 0;
        foreach (var (old, @new, _, _, _, _) in BadSpecs.All)
        {
            var errors = new SpecErrors();
            if (SpecText.Read(System.Text.Encoding.UTF8.GetBytes(SpecTexts.Small.Replace(old, @new, StringComparison.Ordinal)), SpecFormat.Yaml, errors) is not { } node || errors.Any)
                continue; // no JSON says this
            var json = System.Text.Encoding.UTF8.GetString(NodeJson.Write(node));
            if (@new.Contains("small\\n", StringComparison.Ordinal))
                continue; // NJsonSchema lets a newline follow $, JSON Schema does not
            Assert.True(Accepts(json) == (schema.Validate(json).Count == 0), json);
            compared++;
        }

        Assert.True(compared > 60, $"{compared}");
    }

    [Fact]
    public void Defaults_in_the_schema_are_those_that_are_filled_in()
    {
        var normalised = JsonNode.Parse(SpecTexts.Valid(
            """
            version: 1
            name: small
            select: [{ query: x }]
            steps: [{ write: { file: a, content: b } }, { run: { command: make } }]
            changeset: { title: x }
            publish: { window: { days: [mon] } }
            """).Normalised)!;
        var compared = 0;
        Compare(SpecSchema.Root, normalised, "");
        Assert.Equal(17, compared);

        void Compare(SchemaNode schema, JsonNode? value, string path)
        {
            schema = SpecSchema.Resolve(schema);
            foreach (var (key, property) in schema.Properties)
            {
                var inside = (value as JsonObject)?[key];
                if (SpecSchema.Resolve(property).Default is { } expected && value is JsonObject)
                {
                    Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.GetRawText()), inside), $"{path}.{key}: {inside}");
                    compared++;
                }

                Compare(property, inside, $"{path}.{key}");
            }

            if (schema.Items is { } items && value is JsonArray list)
            {
                foreach (var item in list)
                    Compare(items, item, $"{path}[]");
            }
        }
    }

    [Fact]
    public async Task Editors_get_it_from_the_gateway_without_a_key()
    {
        await using var gateway = await GatewayStack.StartGatewayAsync(null);
        using var response = await gateway.SendAsync("GET", "/schemas/campaign.v1.json");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/schema+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=3600", response.Headers.CacheControl?.ToString());
        using var embedded = typeof(SpecReader).Assembly.GetManifestResourceStream("campaign.v1.json")!;
        using var reader = new StreamReader(embedded);
        Assert.Equal(await reader.ReadToEndAsync(Cancellation), await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static bool Accepts(string json)
    {
        var errors = new SpecErrors();
        var node = SpecText.Read(System.Text.Encoding.UTF8.GetBytes(json), SpecFormat.Json, errors)!;
        new SchemaCheck(errors, (_, _) => null).Check(SpecSchema.Root, node, ""); // to other validators these formats mean nothing
        return !errors.Any;
    }

    private static async Task<JsonSchema> PublishedAsync()
    {
        using var stream = typeof(SpecReader).Assembly.GetManifestResourceStream("campaign.v1.json")!;
        using var reader = new StreamReader(stream);
        return await JsonSchema.FromJsonAsync(await reader.ReadToEndAsync(Cancellation), Cancellation);
    }

    private static void Mutate(JsonNode root, Random random)
    {
        var maps = Maps(root).ToList();
        var map = maps[random.Next(maps.Count)];
        var key = map.Count == 0 ? "x" : map.ElementAt(random.Next(map.Count)).Key;
        switch (Mutations[random.Next(Mutations.Length)])
        {
            case "drop": map.Remove(key); break;
            case "null": map[key] = null; break;
            case "text": map[key] = "7%"; break;
            case "number": map[key] = random.Next(-1, 3); break;
            case "list": map[key] = new JsonArray(); break;
            case "map": map[key] = new JsonObject(); break;
            case "twice" when map[key] is JsonArray { Count: > 0 } list: list.Add(list[0]?.DeepClone()); break;
            default: map["unknown"] = 1; break;
        }
    }

    private static IEnumerable<JsonObject> Maps(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(m => Maps(m.Value)).Prepend(map),
        JsonArray list => list.SelectMany(Maps),
        _ => [],
    };
}
