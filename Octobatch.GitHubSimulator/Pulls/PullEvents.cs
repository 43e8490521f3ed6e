using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Pulls;

/// <summary>What happens to pull requests, told to webhooks.</summary>
internal static class PullEvents
{
    public static void Raise(this RepositoryScope scope, PullRequest pull, string action) =>
        scope.Simulator.Webhooks.Raise(scope, "pull_request", action, () => new { Action = action, pull.Number, PullRequest = PullJson.Full(scope, pull) });

    public static void Raise(this RepositoryScope scope, PullRequest pull, string action, string? before, string after) =>
        scope.Simulator.Webhooks.Raise(scope, "pull_request", action,
            () => new { Action = action, pull.Number, Before = before, After = after, PullRequest = PullJson.Full(scope, pull) });

    public static void Raise(this RepositoryScope scope, PullRequest pull, Review review) =>
        scope.Simulator.Webhooks.Raise(scope, "pull_request_review", "submitted",
            () => new { Action = "submitted", Review = PullJson.Review(scope, pull, review, lowerCase: true), PullRequest = PullJson.Simple(scope, pull) });
}
