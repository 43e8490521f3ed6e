using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Publishing;

/// <summary>What is wrong with a request for a publish run.</summary>
internal static class PublishRequests
{
    private const int MostRepositories = 10_000;

    private static readonly Failure Repositories = new(
        400, "invalid_repositories", "The repositories cannot be read", $"`repositories` has 1 to {MostRepositories} names, each as owner/name.");

    private static readonly Failure Diffs = new(
        400, "invalid_diffs", "The diffs cannot be read", $"`diffs` has 1 to {MostRepositories} patch hashes, as GET .../diffs lists them; `repositories` is left out then.");

    public static Failure? Check(IReadOnlyList<string>? repositories, IReadOnlyList<string>? diffs)
    {
        if (repositories is not null && !(repositories.Count is > 0 and <= MostRepositories && repositories.All(IsName)))
            return Repositories;
        return diffs is null || (repositories is null && diffs.Count is > 0 and <= MostRepositories && diffs.All(IsHash)) ? null : Diffs;
    }

    public static Failure Refusal(PublishStart start) => start.Problem switch
    {
        PreviewProblem.NoneCompleted => new(
            409, "no_preview", "There is nothing to publish", "No preview of the current spec version is completed: run one, and look at it."),
        PreviewProblem.Unknown => new(409, "no_preview", "There is no such preview", "GET .../runs lists the campaign's previews."),
        PreviewProblem.NotCompleted => new(409, "preview_not_completed", "The preview is not completed", "Wait for its end, or run another."),
        PreviewProblem.Expired => new(409, "preview_expired", "The preview's patches are not kept any more", "Run another preview."),
        PreviewProblem.Diffs => new(400, "unknown_diffs", "The preview does not have all of these diffs", $"It has no diff {string.Join(", ", start.Missing)}."),
        _ => new(
            400, "unknown_repositories", "The preview does not have all of these repositories", $"It has no target {string.Join(", ", start.Missing)}."),
    };

    private static bool IsHash(string? hash) => hash is { Length: > 0 and <= 200 } && hash.All(char.IsAsciiLetterOrDigit);

    private static bool IsName(string? repository) =>
        repository is { Length: <= 200 } && !repository.Any(char.IsControl) && repository.Split('/') is [{ Length: > 0 }, { Length: > 0 }];
}
