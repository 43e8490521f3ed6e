namespace Octobatch.Selections.Queries;

/// <summary>
/// A query over repositories: all of its terms must hold. Terms that are not negated and ask for different values of what a repository
/// has only one of (owner, name, language, visibility, one custom property) mean any of them, as in GitHub's search.
/// </summary>
/// <remarks>The text form is canonical: parsing it gives an equal query. Equality is by terms, in their order.</remarks>
public sealed class Query(IReadOnlyList<Term> terms) : IEquatable<Query>
{
    public IReadOnlyList<Term> Terms { get; } = terms;

    /// <summary>Without terms it takes every repository.</summary>
    public bool IsEmpty => Terms.Count == 0;

    /// <summary>The terms that the inventory cannot answer, because they are about the files of a repository.</summary>
    public IEnumerable<Term> FileTerms => Terms.Where(term => term.Predicate is FileExists or FileContains);

    public bool Equals(Query? other) => other is not null && Terms.SequenceEqual(other.Terms);

    public override bool Equals(object? obj) => Equals(obj as Query);

    public override int GetHashCode() => Terms.Aggregate(Terms.Count, HashCode.Combine);

    public override string ToString() => string.Join(' ', Terms);
}

/// <summary>One word of a query with its value.</summary>
public sealed record Term(bool Negated, Predicate Predicate)
{
    public override string ToString() => Negated ? $"-{Predicate}" : $"{Predicate}";
}
