using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Changesets;

/// <summary><c>?q=</c> of lists: a part of <c>owner/name</c>, in any case.</summary>
internal static class SearchText
{
    private static readonly Failure Unreadable = new(400, "invalid_filter", "A filter has characters that no name has", "Leave control characters out.");

    /// <summary>What is wrong with a text to look for, or null.</summary>
    public static Failure? Check(string? text) => text?.Any(char.IsControl) == true ? Unreadable : null;

    /// <summary>The condition after an <c>and</c>, for a table with the columns <c>owner_key</c> and <c>name_key</c>; empty without a text.</summary>
    public static string Where(string table, string? text, SqlParameters parameters) =>
        string.IsNullOrEmpty(text)
            ? ""
            : $" and position({parameters.Add(text.ToLowerInvariant())} in {table}.owner_key || '/' || {table}.name_key) > 0";
}
