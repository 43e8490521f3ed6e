using System.Globalization;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>Says what became of a request for many changesets.</summary>
internal static class BulkWords
{
    /// <summary>The line of each changeset's timeline.</summary>
    public static string Line(BulkAction action, string? comment) =>
        $"To be {action.Done}{(string.IsNullOrEmpty(comment) ? "." : $": {comment}")}";

    /// <summary>Why not all of those that were meant; null: all were.</summary>
    /// <param name="left">How many in which state are left as they are.</param>
    public static string? Of(BulkAction action, BulkChoice choice, int accepted, IReadOnlyDictionary<string, int> left, string? hindrance)
    {
        var states = left.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToList();
        if (states.Count == 0)
            return accepted > 0 ? null : $"The campaign has no changeset in the state {choice.State?.Replace('_', ' ')}.";
        var counted = string.Join(", ", states.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Value} {pair.Key.Replace('_', ' ')}")));
        return $"Left as they are: {counted}. {hindrance ?? $"What can be {action.Done}: {action.Only}."}";
    }
}
