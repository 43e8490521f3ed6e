namespace Octobatch.Cli;

/// <summary>How a command ended, for CI. docs/cli.md has the same table; a test compares them.</summary>
internal enum ExitCode
{
    Ok = 0,

    /// <summary>The command did its work, and the work has failed: a run, some changesets, something inside Octobatch.</summary>
    Failed = 1,

    /// <summary>The command line, the spec or the query is wrong.</summary>
    Invalid = 2,

    /// <summary>There is no such thing, or its state does not allow this.</summary>
    Conflict = 3,

    /// <summary>Not signed in, or the key's role is too low.</summary>
    NotAllowed = 4,

    /// <summary>Octobatch cannot be reached, takes too long, or is too busy.</summary>
    Unreachable = 5,

    /// <summary>Ctrl+C.</summary>
    Cancelled = 130,
}
