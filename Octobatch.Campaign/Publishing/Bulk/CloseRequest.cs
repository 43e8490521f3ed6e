using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>What becomes of a campaign's open pull requests when it is closed.</summary>
/// <param name="PullRequests"><c>stay</c> (unless told) or <c>close</c>.</param>
internal sealed record CloseRequest(string? PullRequests)
{
    public const string Stay = "stay";
    public const string Close = "close";

    private static readonly Failure Unknown = new(
        400, "invalid_pull_requests", "The body does not say what becomes of open pull requests", """Send {"pull_requests":"stay"}, {"pull_requests":"close"} or no body.""");

    public Failure? Check() => PullRequests is null or Stay or Close ? null : Unknown;
}
