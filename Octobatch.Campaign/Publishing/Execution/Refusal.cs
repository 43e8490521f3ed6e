using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Requests;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>What an operation that did not succeed means for its changeset.</summary>
/// <param name="Why">Of <see cref="RefusalKind.Failed"/> and <see cref="RefusalKind.Skip"/>.</param>
/// <param name="At">When to look again; null: soon.</param>
internal sealed record Refusal(RefusalKind Kind, Why Why, DateTimeOffset? At = null)
{
    private const StringComparison AnyCase = StringComparison.OrdinalIgnoreCase;

    public static Refusal Of(GitHubError error, Operation operation)
    {
        var why = new Why("github_refused", error.Message);
        if (error.Code == WriteWatch.Stopped)
            return new(RefusalKind.Stopped, why);
        return error.Kind switch
        {
            GitHubErrorKind.RateLimited or GitHubErrorKind.SecondaryLimited => new(RefusalKind.Wait, why, error.RetryAt),
            GitHubErrorKind.Unavailable or GitHubErrorKind.Unauthorized => new(RefusalKind.Retry, why, error.RetryAt),
            // To say nothing is better than to say it twice.
            GitHubErrorKind.Unknown when operation is Comment or LinkReplacement =>
                new(RefusalKind.Skip, why with { Words = $"a comment may be missing, because its answer got lost. {error.Message}" }),
            // Whatever it was, it may have happened: nothing is written again before a look.
            GitHubErrorKind.Unknown or GitHubErrorKind.Conflict => new(RefusalKind.Look, why),
            _ when operation is AddLabels or RequestReviews or AddAssignees or EnableAutoMerge or DisableAutoMerge or MarkReady or ConvertToDraft or Comment or LinkReplacement => new(RefusalKind.Skip, why),
            GitHubErrorKind.TooLarge when operation is Publish => new(RefusalKind.Steps, why),
            _ when Says(error.Message, "archived so is read-only") => new(RefusalKind.Failed, Why.Archived), // since the look
            GitHubErrorKind.Forbidden => new(RefusalKind.Failed, Forbidden(error.Message)),
            GitHubErrorKind.NotFound => new(RefusalKind.Look, why),
            _ => Invalid(error, operation, why),
        };
    }

    private static Refusal Invalid(GitHubError error, Operation operation, Why why)
    {
        var message = error.Message;
        if (Says(message, "already exists") || Says(message, "not a fast forward") || Says(message, "no commits between") || Says(message, "try the merge again") || Says(message, "expected branch"))
            return new(RefusalKind.Look, why);
        if (Says(message, "rule violation") || Says(message, "protected branch") || Says(message, "restricted"))
            return new(RefusalKind.Failed, new("branch_rules", $"A rule of the repository refuses it: {message}"));
        if (Says(message, "permission"))
            return new(RefusalKind.Failed, Forbidden(message));
        return operation switch
        {
            Publish => new(RefusalKind.Steps, why),
            Merge => new(RefusalKind.Declined, why with { Words = $"Not merged: {message}" }),
            _ => new(RefusalKind.Failed, why),
        };
    }

    private static Why Forbidden(string message) =>
        Says(message, "workflow") ? Why.MissingPermission(["workflows: write"])
        : Says(message, "suspended") ? new("installation_suspended", "The GitHub App is suspended here.")
        : new("missing_permission", $"The GitHub App may not do this here: {message}");

    private static bool Says(string message, string words) => message.Contains(words, AnyCase);
}

internal enum RefusalKind
{
    /// <summary>It was not sent, because the gate did not let it (<see cref="WriteGate"/>).</summary>
    Stopped,

    /// <summary>A limit: waiting for it is no failure.</summary>
    Wait,

    /// <summary>It may pass.</summary>
    Retry,

    /// <summary>GitHub is not as assumed, or nobody knows: look, and plan again.</summary>
    Look,

    /// <summary>Not in one document; step by step.</summary>
    Steps,

    /// <summary>It is left out; what it adds is not worth the changeset.</summary>
    Skip,

    /// <summary>What was asked for is not done, and nothing else changes.</summary>
    Declined,

    Failed,
}
