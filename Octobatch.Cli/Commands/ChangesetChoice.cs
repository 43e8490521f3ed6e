namespace Octobatch.Cli.Commands;

/// <summary>Which changesets: by repository, or all in one state.</summary>
internal sealed record ChangesetChoice(IReadOnlyList<string>? Repositories, string? State)
{
    /// <summary>Of <c>close</c>: said on the pull requests.</summary>
    public string? Comment { get; init; }

    /// <exception cref="StopException">Neither was said, or both.</exception>
    public static ChangesetChoice Of(IReadOnlyList<string> repositories, string? state, string word) => (repositories.Count, state) switch
    {
        (0, null) => throw new StopException(ExitCode.Invalid, $"Say which changesets to {word}: repositories as owner/name, or --state STATE for all in a state."),
        ( > 0, not null) => throw new StopException(ExitCode.Invalid, "Give repositories or --state, not both."),
        (0, _) => new(null, state),
        _ => new(repositories, null),
    };
}
