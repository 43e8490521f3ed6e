namespace Octobatch.Selections.Resolution;

/// <summary>Which repositories, as a spec says it: those that any entry of <see cref="Select"/> takes and none of <see cref="Exclude"/>.</summary>
public sealed record SelectionRequest
{
    public IReadOnlyList<SelectionEntry> Select { get; init; } = [];

    public IReadOnlyList<SelectionEntry> Exclude { get; init; } = [];
}

/// <summary>A query or a list of names, one of the two.</summary>
public sealed record SelectionEntry
{
    /// <summary>In the query language (docs/queries.md).</summary>
    public string? Query { get; init; }

    /// <summary>Each as <c>owner/name</c>.</summary>
    public IReadOnlyList<string>? Repositories { get; init; }

    /// <summary>Beside a query that selects: only so many of what it takes, the same on every run.</summary>
    public int? Sample { get; init; }
}
