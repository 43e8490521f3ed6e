using Octobatch.Selections.Queries;

namespace Octobatch.Selections.Resolution;

/// <summary>A selection that has been checked.</summary>
internal sealed record Selection(IReadOnlyList<Entry> Select, IReadOnlyList<Entry> Exclude);

/// <summary>A query or names, one of the two.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
internal sealed record Entry(int Index, Query? Query, IReadOnlyList<RepositoryName> Names, int? Sample);

/// <summary>A repository as somebody has written it.</summary>
internal sealed record RepositoryName(string Owner, string Name)
{
    // https://docs.github.com/en/repositories/creating-and-managing-repositories: names have at most 100 characters, logins 39.
    private const int MaximumLength = 140;

    public static RepositoryName? Parse(string? text) =>
        text is { Length: <= MaximumLength } && text.Split('/') is [{ Length: > 0 } owner, { Length: > 0 } name] && IsName(owner) && IsName(name)
            ? new(owner, name)
            : null;

    public override string ToString() => $"{Owner}/{Name}";

    private static bool IsName(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
