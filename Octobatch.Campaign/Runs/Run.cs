using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Runs;

/// <summary>A run as it is answered.</summary>
/// <param name="Number">From 1 in each campaign.</param>
/// <param name="Kind">See <see cref="RunKinds"/>.</param>
/// <param name="State">See <see cref="RunStates"/>.</param>
/// <param name="Preview">The number of the preview that a publish run publishes.</param>
/// <param name="Counts">How many targets in each state, and in total. All are 0 until the selection is resolved.</param>
/// <param name="GithubRequests">Requests sent to GitHub so far.</param>
/// <param name="RatePerSecond">Targets done a second since the run last started or resumed; null while it does not work.</param>
/// <param name="ExpectedEnd">When it ends if it goes on at that rate.</param>
/// <param name="Error">Why it failed, or what it waits for.</param>
/// <param name="CreatedBy"><c>key:ID</c>, <c>user:LOGIN</c> or <c>system</c>.</param>
public sealed record Run(
    int Number, string Kind, string State, int SpecVersion, int? Preview, IReadOnlyDictionary<string, int> Counts, long GithubRequests,
    double? RatePerSecond, DateTimeOffset? ExpectedEnd, string? Error, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    /// <summary>What a completed preview amounts to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunSummary? Summary { get; init; }
}

/// <param name="Files">Changed files in all repositories together.</param>
/// <param name="Additions">Lines.</param>
/// <param name="Deletions">Lines.</param>
/// <param name="Diffs">Distinct patches.</param>
public sealed record RunSummary(long Files, long Additions, long Deletions, int Diffs);

/// <summary>Values of <c>kind</c>.</summary>
public static class RunKinds
{
    /// <summary>Computes every change and writes nothing to GitHub.</summary>
    public const string Preview = "preview";

    public const string Publish = "publish";
}

/// <summary>Values of <c>state</c>. Only one run of a campaign is active.</summary>
public static class RunStates
{
    /// <summary>Active: no worker has begun.</summary>
    public const string Queued = "queued";

    /// <summary>Active.</summary>
    public const string Running = "running";

    /// <summary>Active: nothing is begun until it is resumed.</summary>
    public const string Paused = "paused";

    public const string Completed = "completed";

    /// <summary>It could not be done at all; <c>error</c> says why.</summary>
    public const string Failed = "failed";

    public const string Cancelled = "cancelled";

    public static bool IsActive(string state) => state is Queued or Running or Paused;
}
