namespace Octobatch.Gateway.Web.Repositories;

/// <summary>A word of the query language (docs/queries.md), for the help and for the completion.</summary>
/// <param name="Word">With its colon.</param>
/// <param name="Values">Values that there are no others of.</param>
internal sealed record QueryWord(string Word, string Help, params string[] Values)
{
    public static IReadOnlyList<QueryWord> All { get; } =
    [
        new("org:", "of this owner: org:acme"),
        new("repo:", "this one: repo:acme/checkout"),
        new("name:", "whose name is like this: name:legacy-*"),
        new("topic:", "with this topic: topic:service"),
        new("language:", "whose main language this is: language:go"),
        new("visibility:", "who may see it", "public", "private", "internal"),
        new("archived:", "that are archived, or are not", "true", "false"),
        new("fork:", "that are forks, or are not", "true", "false"),
        new("pushed:", "that were pushed to then: pushed:>2026-01-01"),
        new("size:", "of this size in kilobytes: size:>1000"),
        new("stars:", "with so many stars: stars:10..50"),
        new("props.", "whose custom property has this value: props.tier:1"),
        new("file:", "with this file: file:go.mod"),
        new("content:", "with this text in that file: content:go.mod:\"go 1.24\""),
    ];
}
