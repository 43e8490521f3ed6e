using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.ServiceDefaults.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Next">Give it as <c>after</c> to get the page that follows; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>What every list has in common: <c>?after=</c> and <c>?limit=</c>.</summary>
public static class Pages
{
    public const int DefaultLimit = 100;
    public const int MaximumLimit = 500;

    public static readonly Failure InvalidCursor =
        new(400, "invalid_cursor", "The page's cursor is not one of ours", "Give `next` of the page before as `after`, unchanged.");

    /// <summary>What is wrong with a limit, or null.</summary>
    public static Failure? CheckLimit(int? limit) =>
        limit is null or (>= 1 and <= MaximumLimit)
            ? null
            : new(400, "invalid_limit", "The page's limit is out of range", $"limit must be from 1 to {MaximumLimit}.");

    /// <summary>Makes a page of up to <paramref name="limit"/> + 1 rows; the row too many only tells that there is a next page.</summary>
    public static Page<T> ToPage<T>(this List<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count <= limit ? new(rows, null) : new(rows.GetRange(0, limit), cursor(rows[limit - 1]));
}
