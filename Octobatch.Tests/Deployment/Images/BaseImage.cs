using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Octobatch.Tests.Deployment.Tools;

namespace Octobatch.Tests.Deployment.Images;

/// <summary>
/// A base image in the manner of .NET's chiselled one, made from what this machine has: the runtime that runs this test, the C
/// libraries that it needs, a user, and nothing else. No shell.
/// </summary>
internal sealed class BaseImage
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;
    private readonly HashSet<string> written = new(StringComparer.Ordinal);

    private BaseImage()
    {
    }

    public byte[] Layer { get; private set; } = [];
    public byte[] Configuration { get; private set; } = [];
    public byte[] Manifest { get; private set; } = [];

    public static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<BaseImage> MakeAsync()
    {
        var image = new BaseImage();
        using var hash = SHA256.Create();
        using var packed = new MemoryStream(150_000_000);
        await using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) // it only travels over loopback
        await using (var plain = new CryptoStream(gzip, hash, CryptoStreamMode.Write))
        await using (var tar = new TarWriter(plain, TarEntryFormat.Ustar, leaveOpen: true))
            await image.FillAsync(tar);
        image.Layer = packed.ToArray();
        image.Configuration = JsonSerializer.SerializeToUtf8Bytes(new
        {
            architecture = "amd64",
            os = "linux",
            // As in Microsoft's image, the port included, which each service must replace by its own.
            config = new { Env = (string[])["PATH=/usr/local/bin:/usr/bin", "APP_UID=1654", "ASPNETCORE_HTTP_PORTS=8080", "DOTNET_RUNNING_IN_CONTAINER=true"] },
            rootfs = new { type = "layers", diff_ids = (string[])["sha256:" + Convert.ToHexStringLower(hash.Hash!)] },
            history = (object[])[new { created = Epoch, created_by = "hand" }],
        });
        image.Manifest = JsonSerializer.SerializeToUtf8Bytes(new
        {
            schemaVersion = 2,
            mediaType = "application/vnd.oci.image.manifest.v1+json",
            config = Descriptor("application/vnd.oci.image.config.v1+json", image.Configuration),
            layers = (object[])[Descriptor("application/vnd.oci.image.layer.v1.tar+gzip", image.Layer)],
        });
        return image;
    }

    private static object Descriptor(string mediaType, byte[] content) => new { mediaType, digest = Digest(content), size = content.Length };

    private async Task FillAsync(TarWriter tar)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        var version = Path.GetFileName(runtime);
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "../../.."));
        foreach (var folder in (string[])[$"host/fxr/{version}", $"shared/Microsoft.NETCore.App/{version}", $"shared/Microsoft.AspNetCore.App/{version}"])
        {
            foreach (var file in Directory.GetFiles(Path.Combine(dotnet, folder), "*", SearchOption.AllDirectories))
                await AddFileAsync(tar, file, "usr/share/dotnet/" + Path.GetRelativePath(dotnet, file));
        }

        await AddFileAsync(tar, Path.Combine(dotnet, "dotnet"), "usr/share/dotnet/dotnet");
        await AddAsync(tar, new UstarTarEntry(TarEntryType.SymbolicLink, "usr/bin/dotnet") { LinkName = "../share/dotnet/dotnet" });
        foreach (var library in await LibrariesAsync([Path.Combine(dotnet, "dotnet"), .. Directory.GetFiles(runtime, "lib*.so")]))
            await AddFileAsync(tar, library, library.TrimStart('/'));
        foreach (var (name, text) in new[] { ("passwd", "app:x:1654:1654::/home/app:/bin/false\n"), ("group", "app:x:1654:\n") })
            await AddAsync(tar, new UstarTarEntry(TarEntryType.RegularFile, "etc/" + name) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)) });
        foreach (var folder in (string[])["tmp/", "proc/", "dev/"])
            await AddAsync(tar, new UstarTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b1_111_111_111 });
    }

    /// <summary>What the files are linked to, and OpenSSL, which .NET loads by name; each with what it is linked to.</summary>
    private static async Task<IReadOnlyCollection<string>> LibrariesAsync(string[] files)
    {
        var linked = await LinkedAsync(files);
        var openSsl = linked.Select(l => Path.GetDirectoryName(l)!).Distinct(StringComparer.Ordinal)
            .SelectMany(folder => Directory.GetFiles(folder, "libssl.so.3").Concat(Directory.GetFiles(folder, "libcrypto.so.3"))).ToArray();
        return new SortedSet<string>([.. linked, .. openSsl, .. await LinkedAsync(openSsl)], StringComparer.Ordinal);
    }

    private static async Task<string[]> LinkedAsync(string[] files) =>
        files.Length == 0 ? [] :
        [.. (await Command.RunAsync("ldd", files)).Output.Split('\n')
            .SelectMany(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith('/') && word.Contains(".so")))
            .Where(File.Exists).Select(path => path.TrimEnd(':')).Where(path => !files.Contains(path)).Distinct(StringComparer.Ordinal)];

    private async Task AddFileAsync(TarWriter tar, string file, string name)
    {
        if (!written.Add(name))
            return;
        await using var content = File.OpenRead(file); // through symbolic links, as they name versions
        await AddAsync(tar, new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = (UnixFileMode)0b111_101_101 });
    }

    private static Task AddAsync(TarWriter tar, UstarTarEntry entry)
    {
        entry.ModificationTime = Epoch;
        return tar.WriteEntryAsync(entry);
    }
}
