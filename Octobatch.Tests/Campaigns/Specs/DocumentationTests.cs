using System.Runtime.CompilerServices;
using Octobatch.Campaigns.Specs.Meaning;
using Octobatch.Campaigns.Specs.Schema;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

/// <summary>docs/specs.md shows what is true.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void The_example_is_a_valid_spec_and_uses_every_key()
    {
        var example = Text().Split("```yaml\n")[1].Split("```")[0];
        var normalised = SpecTexts.Valid(example).Normalised;
        Assert.Contains("\"drift\":\"needs_human\"", normalised, StringComparison.Ordinal);
        var keys = Keys(SpecSchema.Root).Distinct().ToList();
        Assert.All(keys, key => Assert.True(example.Contains(key + ":", StringComparison.Ordinal) || key is "sample", key));
    }

    [Fact]
    public void Every_name_and_filter_of_templates_is_there()
    {
        var text = Text();
        Assert.All(TemplateNames.Known.Concat(TemplateParser.Filters), word => Assert.Contains($"`{word}`", text, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Keys(SchemaNode schema)
    {
        schema = SpecSchema.Resolve(schema);
        return schema.Properties.SelectMany(p => Keys(p.Value).Prepend(p.Key)).Concat(schema.Items is { } items ? Keys(items) : []);
    }

    private static string Text([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/specs.md"));
}
