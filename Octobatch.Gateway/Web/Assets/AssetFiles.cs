using System.Collections.Frozen;
using System.Net.Mime;
using System.Security.Cryptography;

namespace Octobatch.Gateway.Web.Assets;

/// <summary>
/// Style, scripts and icon, embedded in this assembly so that they are there wherever the gateway runs: alone, in a container, in
/// Standalone. Their address changes with their content, so browsers may keep them for ever.
/// </summary>
internal sealed class AssetFiles
{
    private const string Prefix = "assets/";

    private readonly FrozenDictionary<string, AssetFile> files = typeof(AssetFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Read).ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    public AssetFile? Find(string name) => files.GetValueOrDefault(name);

    public string PathOf(string name) => $"/{Prefix}{name}?v={files[name].Version}";

    private static AssetFile Read(string resource)
    {
        using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream(resource)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        return new(resource[Prefix.Length..], bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], TypeOf(Path.GetExtension(resource)));
    }

    private static string TypeOf(string extension) => extension switch
    {
        ".css" => MediaTypeNames.Text.Css,
        ".js" => MediaTypeNames.Text.JavaScript,
        ".svg" => MediaTypeNames.Image.Svg,
        _ => throw new NotSupportedException($"Assets of type {extension} are not served."),
    };
}

/// <param name="Version">Of its content.</param>
internal sealed record AssetFile(string Name, byte[] Content, string Version, string MediaType);
