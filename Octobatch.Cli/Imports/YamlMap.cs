using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Octobatch.Cli.Imports;

/// <summary>A mapping of somebody else's YAML file. It knows which keys were asked for, so that what is left can be told.</summary>
internal sealed class YamlMap(YamlMappingNode node)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public IEnumerable<string> Keys => node.Children.Keys.OfType<YamlScalarNode>().Select(k => k.Value ?? "");

    /// <summary>Keys that nobody asked for.</summary>
    public IEnumerable<string> Left => Keys.Where(key => !read.Contains(key));

    /// <exception cref="StopException">The file is not one YAML document with a mapping.</exception>
    public static YamlMap Parse(string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [{ RootNode: YamlMappingNode root }]
                ? new(root)
                : throw new StopException(ExitCode.Invalid, $"{file} is neither a batch spec nor a configuration: it has no keys.");
        }
        catch (YamlException e)
        {
            throw new StopException(ExitCode.Invalid, $"{file}:{e.Start.Line}:{e.Start.Column}: {e.Message}", e);
        }
    }

    public bool Has(string key) => Get(key) is not null;

    /// <summary>Its text; null when it is missing, empty or no single value.</summary>
    public string? Text(string key) => Get(key) is YamlScalarNode { Value: { Length: > 0 } value } scalar && !IsNull(scalar) ? value : null;

    public bool Flag(string key) => Text(key) is "true" or "yes" or "on";

    public YamlMap? Map(string key) => Get(key) is YamlMappingNode map ? new(map) : null;

    /// <summary>Its texts, of a list or of one value.</summary>
    public IReadOnlyList<string> Texts(string key) => Get(key) switch
    {
        YamlSequenceNode list => [.. list.OfType<YamlScalarNode>().Select(s => s.Value ?? "").Where(s => s.Length > 0)],
        YamlScalarNode { Value: { Length: > 0 } one } scalar when !IsNull(scalar) => [one],
        _ => [],
    };

    public IReadOnlyList<YamlMap> Maps(string key) => Get(key) is YamlSequenceNode list ? [.. list.OfType<YamlMappingNode>().Select(m => new YamlMap(m))] : [];

    private YamlNode? Get(string key)
    {
        read.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    private static bool IsNull(YamlScalarNode scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "~" or "null";
}
