namespace Octobatch.Standalone.Embedded;

/// <summary>What to start as a child, and how it ends when this process is gone.</summary>
public sealed record ChildProcessOptions(string FileName, params IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables on top of those of this process; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The account that the child runs as (only root may choose); null: the account of this process.</summary>
    public UnixAccount? RunAs { get; init; }

    /// <summary>
    /// Lets a child that dropped from root still pass through folders that only root may enter, as a checkout below
    /// <c>/root</c> is. Needs Linux's <c>setpriv</c>.
    /// </summary>
    public bool PassThroughPrivateFolders { get; init; }

    /// <summary>The signal that the child gets when this process dies, however it dies.</summary>
    public ChildSignal OnParentDeath { get; init; } = ChildSignal.Kill;

    /// <summary>Written to the child's standard input, which is closed afterwards.</summary>
    public string? StandardInput { get; init; }

    /// <summary>Called with every line of output, from any thread. Nothing of it reaches the console.</summary>
    public Action<string>? OnOutput { get; init; }
}

/// <summary>The signals that end children, with their POSIX numbers.</summary>
public enum ChildSignal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
}

/// <summary>What a child that ran to its end said.</summary>
public sealed record ChildResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}
