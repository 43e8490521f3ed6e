using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Publishing.Planning;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>What an installation must grant for what is planned, so that a missing one is said before anything is written.</summary>
internal static class Permissions
{
    private const string Workflows = ".github/workflows/";

    private static readonly KeyValuePair<string, string> Contents = new("contents", "write");
    private static readonly KeyValuePair<string, string> Pulls = new("pull_requests", "write");
    private static readonly KeyValuePair<string, string> Workflow = new("workflows", "write");
    private static readonly KeyValuePair<string, string> Issues = new("issues", "write");
    private static readonly KeyValuePair<string, string> Members = new("members", "read");

    /// <param name="job">With the files of its change.</param>
    /// <param name="opens">Whether a pull request is opened, which gets labels and reviewers then.</param>
    public static IReadOnlyCollection<KeyValuePair<string, string>> For(Job job, bool opens)
    {
        var needed = new List<KeyValuePair<string, string>> { Contents, Pulls };
        if (job.Stored?.Change.Files.Any(IsWorkflow) is true)
            needed.Add(Workflow);
        if (opens && job.Spec.Changeset.Labels.Count > 0 && !job.Row.Done.HasFlag(Extras.Labels))
            needed.Add(Issues);
        if (opens && job.Spec.Changeset.TeamReviewers.Count > 0 && !job.Row.Done.HasFlag(Extras.Reviewers))
            needed.Add(Members);
        return needed;
    }

    private static bool IsWorkflow(ArtifactFile file) => file.Path.StartsWith(Workflows, StringComparison.Ordinal);
}
