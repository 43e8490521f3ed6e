using Octobatch.GitHub.Errors;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Selections.Files;

internal static class FileFailures
{
    /// <summary>GitHub was asked about files and did not answer.</summary>
    public static Failure ToFailure(this GitHubError error, TimeProvider time) =>
        new(error.CanRetry ? 503 : 502, "files_unanswered", "GitHub did not answer what file: and content: ask for", error.Message)
        {
            RetryAfter = error.CanRetry ? (error.RetryAt - time.GetUtcNow()) ?? TimeSpan.FromSeconds(10) : null,
        };
}
