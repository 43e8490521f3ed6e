namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>A repository to begin with.</summary>
/// <param name="Owner">The login of its owner.</param>
/// <param name="Name">Its name.</param>
/// <param name="Language">What it is written in.</param>
/// <param name="Topics">Words to find it by.</param>
internal sealed record SeedRepository(string Owner, string Name, string Language, params IReadOnlyList<string> Topics)
{
    public string Description { get; init; } = "";

    public string Visibility { get; init; } = "private";

    public bool IsArchived { get; init; }

    public bool IsFork { get; init; }

    public string DefaultBranch { get; init; } = "main";

    public string Team { get; init; } = "platform";

    public string Tier { get; init; } = "2";
}
