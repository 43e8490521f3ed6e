using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Octobatch.Tests.Deployment.Images;

/// <summary>An image in an archive in the OCI layout: what it says of itself, and its files in a folder.</summary>
internal sealed class ImageArchive
{
    private readonly string layout;

    private ImageArchive(string layout, string root) => (this.layout, Root) = (layout, root);

    /// <summary>The folder that holds the files of all layers.</summary>
    public string Root { get; }

    public ImageConfiguration Configuration { get; private set; } = null!;

    public string Architecture { get; private set; } = "";

    /// <summary>Names that the archive gives the image: repository and tag.</summary>
    public IReadOnlyList<string> Tags { get; private set; } = [];

    public static async Task<ImageArchive> UnpackAsync(string archive, string folder)
    {
        var image = new ImageArchive(Path.Combine(folder, "layout"), Path.Combine(folder, "root"));
        Directory.CreateDirectory(image.layout);
        Directory.CreateDirectory(image.Root);
        await TarFile.ExtractToDirectoryAsync(archive, image.layout, overwriteFiles: false);
        using var index = image.Json("index.json");
        var manifests = index.RootElement.GetProperty("manifests");
        image.Tags = [.. manifests.EnumerateArray().Select(m => m.GetProperty("annotations").GetProperty("org.opencontainers.image.ref.name").GetString()!)];
        using var manifest = image.Blob(manifests[0]);
        using var configuration = image.Blob(manifest.RootElement.GetProperty("config"));
        image.Configuration = configuration.RootElement.GetProperty("config").Deserialize<ImageConfiguration>()!;
        image.Architecture = configuration.RootElement.GetProperty("architecture").GetString()!;
        foreach (var layer in manifest.RootElement.GetProperty("layers").EnumerateArray())
        {
            await using var file = File.OpenRead(image.BlobPath(layer));
            await using var gzip = new GZipStream(file, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(gzip, image.Root, overwriteFiles: true);
        }

        return image;
    }

    private JsonDocument Blob(JsonElement descriptor) => JsonDocument.Parse(File.ReadAllBytes(BlobPath(descriptor)));

    private string BlobPath(JsonElement descriptor) =>
        Path.Combine(layout, "blobs", descriptor.GetProperty("digest").GetString()!.Replace(':', '/'));

    private JsonDocument Json(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(layout, name)));
}

/// <summary>How a container runtime starts the image. The names are those of the OCI image specification.</summary>
internal sealed record ImageConfiguration(
    string User, IReadOnlyList<string> Env, IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? Cmd, string WorkingDir,
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, object> ExposedPorts);
