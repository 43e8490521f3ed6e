using System.Globalization;

namespace Octobatch.Selections.Queries;

/// <summary>Reads <c>&gt;1</c>, <c>&gt;=1</c>, <c>&lt;1</c>, <c>&lt;=1</c>, <c>1</c>, <c>1..5</c>, <c>1..*</c> and <c>*..5</c> of numbers and times.</summary>
internal static class BoundsReader
{
    private static readonly (string Sign, Relation Relation)[] Signs =
    [
        (">=", Relation.GreaterOrEqual), ("<=", Relation.LessOrEqual), (">", Relation.Greater), ("<", Relation.Less),
    ];

    public static Bounds<long>? Numbers(RawTerm term, List<QueryError> errors) => Read<long>(
        term, errors, "a whole number, such as 100, >100 or 10..50",
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);

    public static Bounds<Moment>? Moments(RawTerm term, List<QueryError> errors) => Read<Moment>(
        term, errors, "a date, such as 2026-01-31, >2026-01-31, 2026-01-01..2026-01-31 or >2026-01-31T18:00:00Z", Moment.Parse);

    private static Bounds<T>? Read<T>(RawTerm term, List<QueryError> errors, string expected, Func<string, T?> parse) where T : struct
    {
        var read = term.Value.IndexOf("..", StringComparison.Ordinal) is >= 0 and var dots
            ? Range(term.Value[..dots], term.Value[(dots + 2)..], parse)
            : Sign(term.Value, parse);
        if (read is null)
            errors.Add(term.Error($"{term.Word}: takes {expected}"));
        return read;
    }

    private static Bounds<T>? Sign<T>(string text, Func<string, T?> parse) where T : struct
    {
        var (sign, relation) = Array.Find(Signs, s => text.StartsWith(s.Sign, StringComparison.Ordinal));
        return parse(text[(sign?.Length ?? 0)..]) is { } value ? new(relation, value, default) : null;
    }

    private static Bounds<T>? Range<T>(string from, string to, Func<string, T?> parse) where T : struct =>
        (from, to, parse(from), parse(to)) switch
        {
            (_, "*", { } low, _) => new(Relation.GreaterOrEqual, low, default),
            ("*", _, _, { } high) => new(Relation.LessOrEqual, high, default),
            (_, _, { } low, { } high) => new(Relation.Between, low, high),
            _ => null,
        };
}
