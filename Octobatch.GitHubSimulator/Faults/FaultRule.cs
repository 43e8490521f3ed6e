using System.Text.Json.Serialization;

namespace Octobatch.GitHubSimulator.Faults;

/// <summary>What kind of trouble a rule makes, apart from latency.</summary>
public enum FaultKind
{
    /// <summary>None: the rule only adds latency.</summary>
    None,

    /// <summary>Answers with <see cref="FaultRule.Status"/>; the handler does not run.</summary>
    Status,

    /// <summary>Cuts the connection; the handler does not run.</summary>
    ResetBefore,

    /// <summary>Runs the handler, then cuts the connection without an answer.</summary>
    ResetAfter,

    /// <summary>Runs the handler, then answers with <see cref="FaultRule.Status"/> (502 unless told) instead of its answer.</summary>
    LostAnswer,

    /// <summary>Runs the handler, sends half of the body, then cuts the connection.</summary>
    Truncated,

    /// <summary>Refuses as GitHub's secondary rate limit does, with <see cref="FaultRule.Status"/> 403 (unless told) or 429.</summary>
    SecondaryLimit,

    /// <summary>Answers with status 200 and an error of GraphQL, <see cref="FaultRule.Type"/> with <see cref="FaultRule.Message"/>, instead of data; the handler does not run.</summary>
    [JsonStringEnumMemberName("graphql_error")]
    GraphQlError,
}

/// <summary>A fault on demand: which requests it strikes, how often, and how.</summary>
public sealed record FaultRule
{
    /// <summary>The HTTP method; null for any.</summary>
    public string? Method { get; init; }

    /// <summary>The path without <c>/api/v3</c>; <c>*</c> stands for any run of characters. Null for any.</summary>
    public string? Path { get; init; }

    /// <summary>What the request's body contains, such as the name of a mutation; null for any.</summary>
    public string? Body { get; init; }

    /// <summary>The installation whose token the request carries; null for any caller.</summary>
    public long? InstallationId { get; init; }

    /// <summary>How likely it strikes, from 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it strikes at most; null for ever.</summary>
    public int? Count { get; init; }

    /// <summary>How many matching requests it lets pass first.</summary>
    public int Skip { get; init; }

    /// <summary>What happens.</summary>
    public FaultKind Kind { get; init; }

    /// <summary>The status of the answer, for the kinds that have one.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>message</c> of the answer; a sensible one unless told.</summary>
    public string? Message { get; init; }

    /// <summary>The <c>type</c> of an error of GraphQL; null for none.</summary>
    public string? Type { get; init; }

    /// <summary>Seconds in a <c>Retry-After</c> header; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Milliseconds to wait before anything else, on the simulator's clock.</summary>
    public double LatencyMs { get; init; }
}
