using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Steps.Diffs;

namespace Octobatch.Campaigns.Previews;

/// <summary>What came of one repository.</summary>
internal abstract record Outcome
{
    /// <summary>The commit that it is true for; null when none was looked at.</summary>
    public string? BaseCommit { get; init; }
}

/// <summary>The steps were applied; where they change nothing, the patch is empty.</summary>
internal sealed record Made(Patch Patch, Artifact Artifact) : Outcome
{
    public bool IsChange => Patch.Files.Count > 0;
}

/// <summary>There will be no change, for a reason of this repository's own.</summary>
/// <param name="Words">For people.</param>
/// <param name="Retryable">Whether trying again can help.</param>
internal sealed record Failed(string Code, string Words, bool Retryable) : Outcome
{
    /// <summary>What the commands wrote; empty where none ran.</summary>
    public string Log { get; init; } = "";
}

/// <summary>Nothing can be said now; it is to be tried again.</summary>
/// <param name="Code">What it fails with when trying does not help.</param>
/// <param name="At">From when; null: soon.</param>
/// <param name="Most">How often it may be tried.</param>
internal sealed record Later(string Code, string Words, DateTimeOffset? At, int Most) : Outcome
{
    /// <summary>Something that holds for many and passes by itself: waiting for it is no failure.</summary>
    public const int AnyNumber = int.MaxValue;

    public const int Default = 10;
}

/// <summary>Values of <c>failure_code</c> and, at changesets, of <c>reason_code</c>.</summary>
internal static class FailureCodes
{
    /// <summary>A step says why it cannot be applied there.</summary>
    public const string StepsRefused = "steps_refused";

    /// <summary>A command failed, took too long, or left something that cannot be committed; or a step of a spec with commands says why it cannot be applied.</summary>
    public const string RunStepFailed = "run_step_failed";

    public const string NotFound = "repository_not_found";
    public const string Empty = "repository_empty";
    public const string Archived = "repository_archived";

    /// <summary>More files, or more bytes, than a preview reads of one repository.</summary>
    public const string TooLarge = "repository_too_large";

    public const string GitHubRefused = "github_refused";
    public const string GitHubUnavailable = "github_unavailable";
    public const string BlobStore = "blob_store_unavailable";
    public const string Internal = "internal_error";
}
