using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Octobatch.GitHub.Budgets;

namespace Octobatch.GitHub.Requests;

/// <summary>One request to GitHub, before it has a token.</summary>
/// <param name="Path">Relative to the REST base, with its query; or an absolute URL that GitHub gave.</param>
public sealed record GitHubRequest(HttpMethod Method, string Path)
{
    public GitHubResource Resource { get; init; } = GitHubResource.Core;

    /// <summary>JSON, or null.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string Accept { get; init; } = "application/vnd.github+json";

    /// <summary>Whether it changes something: then it is sent once and no more unless GitHub refused to do it.</summary>
    public bool Writes { get; init; } = Method != HttpMethod.Get && Method != HttpMethod.Head;

    /// <summary>Mutations of a GraphQL document; 1 for a REST write.</summary>
    public int Mutations { get; init; } = 1;

    /// <summary>What it creates, for the content limits.</summary>
    public Creates Creates { get; init; } = Creates.Nothing;

    /// <summary>How many pieces of content it creates when <see cref="Creates"/> is <see cref="Creates.Content"/>.</summary>
    public int Contents { get; init; } = 1;

    /// <summary>Ask with the ETag of the last answer: unchanged costs nothing.</summary>
    public bool Conditional { get; init; }

    /// <summary>A slot that the caller's own statement has taken from the write budget.</summary>
    public WriteSlot? Slot { get; init; }

    /// <summary>How often a read is sent before its failure is told.</summary>
    public int MostTries { get; init; } = 3;

    /// <summary>Where the body of a success goes instead of into memory; the answer's body is then empty.</summary>
    public BodyFile? Into { get; init; }

    /// <summary>How long one sending may take; null: as long as the settings say.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Bytes of the largest answer that is read; a longer one is <see cref="Errors.GitHubErrorKind.TooLarge"/>.</summary>
    public long LargestAnswer { get; init; } = Array.MaxLength;

    /// <summary>Counts it, where somebody wants to know.</summary>
    internal RequestTally? Tally { get; init; }

    /// <summary>Asked before a write is sent.</summary>
    internal WriteWatch? Watch { get; init; }

    public GitHubRequest With<T>(T body, JsonTypeInfo<T> type) => this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };

    internal RequestCost Cost(ContentRule rule) =>
        Writes ? RequestCost.Write(Resource, Mutations, Creates.Units(rule, Mutations, Contents)) : RequestCost.Read(Resource);
}

/// <summary>A file for a body that may be large. Each sending begins it anew.</summary>
/// <param name="Path">The file; its folder exists.</param>
/// <param name="MostBytes">A longer body is an error of the kind TooLarge.</param>
public sealed record BodyFile(string Path, long MostBytes);

/// <summary>What a writing request creates.</summary>
public enum Creates
{
    /// <summary>Nothing that GitHub counts as content.</summary>
    Nothing,

    /// <summary>A branch or a commit.</summary>
    Git,

    /// <summary>What people are notified of: a pull request, a review, a comment, a request for review.</summary>
    Content,
}

internal static class ContentUnits
{
    /// <summary>What a request counts against the content limits.</summary>
    /// <param name="mutations">Of its document; 1 for REST.</param>
    /// <param name="contents">How many comments, reviews, pull requests it makes.</param>
    public static int Units(this Creates creates, ContentRule rule, int mutations, int contents) => creates switch
    {
        Creates.Nothing => 0,
        Creates.Git when rule is ContentRule.Pulls => 0,
        _ => rule is ContentRule.Mutations ? mutations : creates is Creates.Content ? contents : 1,
    };
}
