namespace Octobatch.Selections.Queries;

/// <summary>What is wrong with a query, and where.</summary>
/// <param name="Column">The character it is about, from 1.</param>
/// <param name="Message">In words, for the person who wrote it.</param>
/// <param name="Suggestion">What may have been meant, ready to be put in its place; null when nothing comes near.</param>
public sealed record QueryError(int Column, string Message, string? Suggestion = null)
{
    public override string ToString() =>
        $"column {Column}: {Message}{(Suggestion is null ? "" : $"; did you mean \"{Suggestion}\"?")}";
}

/// <summary>A query, or every error that its text has.</summary>
public sealed record ParsedQuery(Query? Query, IReadOnlyList<QueryError> Errors);
