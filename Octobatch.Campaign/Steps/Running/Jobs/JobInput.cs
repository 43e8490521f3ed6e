using System.Formats.Tar;
using System.Text;
using System.Text.Unicode;
using Octobatch.Campaigns.Steps.Running.Checkouts;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>The tar with a command and its checkout.</summary>
/// <param name="Path">The file, which is its maker's to delete.</param>
/// <param name="Bytes">Its length.</param>
public sealed record JobInput(string Path, long Bytes)
{
    private const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Program = Plain | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes the tar. Links come last, so that nothing is ever written through one; a submodule is the empty folder that git makes of it.</summary>
    /// <returns>The input; or why these files cannot stand in a folder.</returns>
    internal static async Task<(JobInput? Input, string? Problem)> WriteAsync(
        Checkout checkout, IReadOnlyDictionary<string, TreeFile> files, string command, DateTimeOffset time, CancellationToken cancellation)
    {
        var path = checkout.TemporaryFile();
        await using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
        await using (var tar = new TarWriter(stream, TarEntryFormat.Gnu))
        {
            await tar.WriteEntryAsync(File(JobScript.Command, Encoding.UTF8.GetBytes(command), Plain, time), cancellation);
            await tar.WriteEntryAsync(Folder(JobScript.Work + "/", time), cancellation);
            foreach (var (name, file) in files.OrderBy(file => file.Value.Mode == TreeFileMode.SymbolicLink).ThenBy(file => file.Key, StringComparer.Ordinal))
            {
                var entryName = $"{JobScript.Work}/{name}";
                var content = checkout.WithContent(file).Content ?? ReadOnlyMemory<byte>.Empty;
                if (file.Mode == TreeFileMode.SymbolicLink && Target(content.Span) is not { Length: > 0 })
                    return (null, $"{name}: the symbolic link points to what is no path");
                await tar.WriteEntryAsync(file.Mode switch
                {
                    TreeFileMode.Submodule => Folder(entryName + "/", time),
                    TreeFileMode.SymbolicLink => new GnuTarEntry(TarEntryType.SymbolicLink, entryName) { LinkName = Target(content.Span)!, ModificationTime = time },
                    var mode => File(entryName, content, mode == TreeFileMode.Executable ? Program : Plain, time),
                }, cancellation);
            }
        }

        return (new(path, new FileInfo(path).Length), null);
    }

    private static string? Target(ReadOnlySpan<byte> content) =>
        content.Length > 0 && content.Length < 4096 && Utf8.IsValid(content) && !content.Contains((byte)0) ? Encoding.UTF8.GetString(content) : null;

    private static GnuTarEntry Folder(string name, DateTimeOffset time) =>
        new(TarEntryType.Directory, name) { Mode = Program, ModificationTime = time };

    private static GnuTarEntry File(string name, ReadOnlyMemory<byte> content, UnixFileMode mode, DateTimeOffset time) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content.ToArray(), writable: false), Mode = mode, ModificationTime = time };
}
