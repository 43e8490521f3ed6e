using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>
/// Reads the tar that a job gives back. A stranger's command has made it, so nothing of it is believed: it is never unpacked, names are held
/// to the rules of steps, and contents are kept only where they differ from what went in.
/// </summary>
internal sealed class JobOutput(IReadOnlyDictionary<string, TreeFile> before, RunLimits limits, StepLimits steps)
{
    private const int LongestStatus = 16;

    private readonly Dictionary<string, TreeFile> _files = new(StringComparer.Ordinal);
    private readonly ChangeAllowance _allowance = new(limits, steps);

    /// <summary>The command's exit code; null when the job ended before its script did.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>Why what the command left is refused.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether the tar came to its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The command made a <c>.git</c> folder, which is left out.</summary>
    public bool HasGitFolder { get; private set; }

    /// <summary>All files after the command; those that it did not change as they were.</summary>
    public IReadOnlyDictionary<string, TreeFile> Files => _files;

    public async Task ReadAsync(Stream stream, CancellationToken cancellation)
    {
        try
        {
            await using var tar = new TarReader(stream, leaveOpen: true);
            while (Problem is null && await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
                await ReadAsync(entry, cancellation);
            if (Problem is not null) return;
            KeepSubmodules();
            IsWhole = ExitCode is not null;
            await stream.CopyToAsync(Stream.Null, cancellation); // what pads the tar, so that its writer ends in peace
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            IsWhole = false;
            if (ExitCode is not null) Problem ??= "what the command left cannot be read";
        }
    }

    private async Task ReadAsync(TarEntry entry, CancellationToken cancellation)
    {
        if (entry.Name == JobScript.Status && ExitCode is null && entry.Length < LongestStatus && entry.DataStream is { } status)
        {
            using var reader = new StreamReader(status, Encoding.ASCII);
            ExitCode = int.Parse((await reader.ReadToEndAsync(cancellation)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture);
            return;
        }

        var name = entry.Name.TrimEnd('/');
        if (entry.EntryType is TarEntryType.Directory || !name.StartsWith(JobScript.Work + "/", StringComparison.Ordinal)) return;
        var path = name[(JobScript.Work.Length + 1)..];
        if (path.Split('/').Contains(".git", StringComparer.Ordinal))
        {
            HasGitFolder = true;
            return;
        }

        if (_files.Count == limits.Files) Problem = $"there are more than {limits.Files} files after the command";
        else if (await FileAsync(path, entry, cancellation) is { } file) _files[path] = file;
    }

    private async Task<TreeFile?> FileAsync(string path, TarEntry entry, CancellationToken cancellation)
    {
        var known = before.GetValueOrDefault(path);
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var mode = entry.Mode.HasFlag(UnixFileMode.UserExecute) ? TreeFileMode.Executable : TreeFileMode.Regular;
                var (content, id) = await ContentReader.ReadAsync(entry.DataStream ?? Stream.Null, entry.Length, known?.BlobId, steps.MaxFileBytes, cancellation);
                return content is null && known is not null && id == known.BlobId
                    ? Kept(path, known with { Mode = mode }, known)
                    : Taken(path, content is null ? null : TreeFile.Of(content.Value, mode));
            case TarEntryType.SymbolicLink:
                var link = TreeFile.Of(Encoding.UTF8.GetBytes(entry.LinkName), TreeFileMode.SymbolicLink);
                return known is not null && known.IsSame(link) ? known : Taken(path, link);
            case TarEntryType.HardLink:
                // Two names of one file: the second says only which the first was.
                var first = entry.LinkName.StartsWith(JobScript.Work + "/", StringComparison.Ordinal) ? _files.GetValueOrDefault(entry.LinkName[(JobScript.Work.Length + 1)..]) : null;
                return first is null ? Refuse(path, "is a link to what is no file of the repository") : known is not null && known.IsSame(first) ? known : Taken(path, first);
            default:
                return Refuse(path, "is neither a file nor a symbolic link");
        }
    }

    private TreeFile? Kept(string path, TreeFile file, TreeFile known) =>
        file.Mode == known.Mode ? known : Taken(path, file);

    private TreeFile? Taken(string path, TreeFile? file)
    {
        if (file is null) return Refuse(path, $"is larger than the {steps.MaxFileBytes} bytes that a change may hold");
        if (!before.ContainsKey(path) && NewPath.Problem(path, before) is { } problem) return Refuse(path, problem);
        if (before.GetValueOrDefault(path)?.Mode == TreeFileMode.Submodule) return Refuse(path, "is a submodule");
        Problem = _allowance.Take(file);
        return Problem is null ? file : null;
    }

    private TreeFile? Refuse(string path, string reason)
    {
        Problem = $"{path}: {reason}";
        return null;
    }

    // They are empty folders in the checkout, of which tars and commands make nothing.
    private void KeepSubmodules()
    {
        foreach (var (path, file) in before)
        {
            if (file.Mode == TreeFileMode.Submodule) _files[path] = file;
        }
    }
}
