using Microsoft.AspNetCore.Mvc;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Changesets;

/// <summary>What a list of changesets is narrowed to, as it stands in the page's address and in the API's.</summary>
public sealed record ChangesetFilter
{
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    [FromQuery(Name = "checks")]
    public string? Checks { get; init; }

    [FromQuery(Name = "review")]
    public string? Review { get; init; }

    [FromQuery(Name = "owner")]
    public string? Owner { get; init; }

    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    [FromQuery(Name = "after")]
    public string? After { get; init; }

    internal (string Name, string? Value)[] Query =>
        [("state", State), ("checks", Checks), ("review", Review), ("owner", Owner), ("q", Text)];

    internal bool IsEmpty => Array.TrueForAll(Query, q => string.IsNullOrEmpty(q.Value));

    internal string Address(string path, params (string Name, string? Value)[] more) => Addresses.Of(path, [.. Query, .. more]);
}
