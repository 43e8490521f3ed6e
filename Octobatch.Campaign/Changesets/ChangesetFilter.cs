using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Changesets;

/// <summary>
/// What a list of changesets is narrowed to: <c>state</c> (one of <see cref="ChangesetStates"/>), <c>checks</c>, <c>review</c>, <c>owner</c>, <c>q</c> (a part of
/// <c>owner/name</c>, in any case) and <c>patch_hash</c>. An empty value narrows nothing.
/// </summary>
internal sealed class ChangesetFilter
{
    // The filters whose values are words of ours: the parameter, its column, and what it may be.
    private static readonly (string Name, string Column, string[] Allowed)[] Choices =
    [
        ("state", "c.state", ChangesetStates.All), ("checks", "c.checks", ["none", "pending", "passing", "failing"]),
        ("review", "c.review", ["none", "required", "approved", "changes_requested"]),
    ];

    private static readonly (string Name, string Column)[] Texts = [("owner", "c.owner_key"), ("patch_hash", "c.patch_hash")];

    private readonly List<(string Column, string Value)> equal = [];
    private string? part;

    /// <summary>Reads the filter out of a query string, or says what is wrong with it.</summary>
    public static (ChangesetFilter Filter, Failure? Wrong) Read(IQueryCollection query)
    {
        var filter = new ChangesetFilter();
        foreach (var (name, column, allowed) in Choices)
        {
            if (Value(query, name) is not { Length: > 0 } value)
                continue;
            if (!allowed.Contains(value))
                return (filter, Unknown(name, allowed));
            filter.equal.Add((column, value));
        }

        foreach (var (name, column) in Texts)
        {
            if (Value(query, name) is { Length: > 0 } value)
                filter.equal.Add((column, value.ToLowerInvariant()));
        }

        filter.part = Value(query, "q");
        return (filter, SearchText.Check(filter.part) ?? filter.equal.Select(e => SearchText.Check(e.Value)).FirstOrDefault(f => f is not null));
    }

    /// <summary>The conditions, each after an <c>and</c>.</summary>
    public string Where(SqlParameters parameters) =>
        string.Concat(equal.Select(e => $" and {e.Column} = {parameters.Add(e.Value)}")) + SearchText.Where("c", part, parameters);

    public static Failure Unknown(string name, IEnumerable<string> allowed) => new(
        400, "invalid_filter", $"There is no such {name}", $"{name} must be one of {string.Join(", ", allowed)}.");

    private static string? Value(IQueryCollection query, string name) => query[name].LastOrDefault()?.Trim();
}
