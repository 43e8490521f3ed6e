namespace Octobatch.Selections.Queries;

/// <summary>A term as the scanner cut it out, before anybody asked what its word means.</summary>
/// <param name="Column">Where its word begins, from 1.</param>
/// <param name="ValueColumn">Where its value begins, from 1.</param>
/// <param name="Value">Without quotes.</param>
/// <param name="Colon">Place in <paramref name="Value"/> of the first colon that stood outside of quotes, or -1.</param>
internal sealed record RawTerm(bool Negated, string Word, int Column, string Value, int ValueColumn, int Colon)
{
    public QueryError Error(string message, string? suggestion = null) =>
        new(ValueColumn, message, suggestion is null ? null : $"{Word}:{suggestion}");
}
