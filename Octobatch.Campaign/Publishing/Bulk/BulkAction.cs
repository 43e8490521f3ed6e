using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>What can be asked of many changesets at once, and of which it makes sense.</summary>
/// <param name="Done">As in "can be merged".</param>
/// <param name="Fits">The condition on <c>changesets c</c>.</param>
/// <param name="Only">The same for people.</param>
internal sealed record BulkAction(Asked Asked, string Done, string Fits, string Only)
{
    private const string IsOpen = "c.state in ('open', 'needs_human') and c.pull_number is not null";

    // What stopped before it had a pull request is published again within its rollout (Retries).
    public static readonly BulkAction Retry = new(
        Asked.Retry, "retried", $"((c.state = 'needs_human' and not {Retries.NeedsHumanFirst}) or (c.state = 'closed' and c.pull_number is not null))",
        "those that failed when they were published, need a person or are closed. What failed in a preview is tried again by another preview");

    public static readonly BulkAction Close = new(
        Asked.Close, "closed", "c.state in ('ready', 'publishing', 'open', 'needs_human', 'failed')", "what is ready, failed or has an open pull request");

    public static readonly BulkAction Rebase = new(Asked.Rebase, "rebased", $"({IsOpen})", "open pull requests");

    public static readonly BulkAction Merge = new(Asked.Merge, "merged", "c.state = 'open'", "open pull requests that need no person");

    public static readonly BulkAction UpdateText = new(Asked.UpdateText, "given the campaign's title and body", $"({IsOpen})", "open pull requests");

    public static readonly IReadOnlyList<BulkAction> All = [Retry, Close, Rebase, Merge, UpdateText];

    /// <summary>As in the column <c>asked</c>.</summary>
    public string Word => Words.Of(Asked);

    /// <summary>The last segment of its path.</summary>
    public string Segment => Word.Replace('_', '-');
}
