namespace Octobatch.Campaigns.Specs.Model;

/// <summary>The branch and the pull request of each repository.</summary>
public sealed record ChangesetSpec
{
    public string Branch { get; init; } = "";

    /// <summary>The commit's message; a template.</summary>
    public string Message { get; init; } = "";

    /// <summary>A template.</summary>
    public required string Title { get; init; }

    /// <summary>A template.</summary>
    public string Body { get; init; } = "";

    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Logins.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = [];

    /// <summary>Slugs of teams of the repository's organisation.</summary>
    public IReadOnlyList<string> TeamReviewers { get; init; } = [];

    /// <summary>Logins.</summary>
    public IReadOnlyList<string> Assignees { get; init; } = [];

    public bool Draft { get; init; }
}
