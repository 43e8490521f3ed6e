namespace Octobatch.Campaigns.Steps.Running;

/// <summary>How much a checkout, a command and its result may take.</summary>
public sealed record RunLimits
{
    private const long MiB = 1024 * 1024;

    public static RunLimits Default { get; } = new();

    /// <summary>Bytes of GitHub's archive of a commit.</summary>
    public long ArchiveBytes { get; init; } = 512 * MiB;

    /// <summary>Bytes of all files of a commit.</summary>
    public long CheckoutBytes { get; init; } = 1024 * MiB;

    /// <summary>Files of a commit, and files after the command.</summary>
    public int Files { get; init; } = 100_000;

    /// <summary>Files that GitHub's archive may lack and that are read one by one.</summary>
    public int FilesOutsideArchive { get; init; } = 100;

    /// <summary>Bytes that a command may write in all: checkout, HOME and temporary files together.</summary>
    public long WorkBytes { get; init; } = 2048 * MiB;

    /// <summary>Files that a change may touch.</summary>
    public int ChangedFiles { get; init; } = 5_000;

    /// <summary>Bytes of all new contents of a change.</summary>
    public long ChangedBytes { get; init; } = 64 * MiB;

    /// <summary>Bytes of a command's output that are kept, half from its beginning and half from its end.</summary>
    public int OutputBytes { get; init; } = (int)MiB;

    /// <summary>Characters of a command's output that templates see.</summary>
    public int TemplateOutput { get; init; } = 4096;

    /// <summary>Processes and threads at once.</summary>
    public int Processes { get; init; } = 512;

    /// <summary>Bytes of memory of one process.</summary>
    public long MemoryBytes { get; init; } = 2048 * MiB;
}
