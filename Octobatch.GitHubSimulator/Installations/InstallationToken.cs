using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>A token that acts for an installation, on some or all of its repositories, for an hour.</summary>
public sealed class InstallationToken
{
    /// <summary>The secret itself.</summary>
    public required string Value { get; init; }

    /// <summary>For whom it acts.</summary>
    public required Installation Installation { get; init; }

    /// <summary>What it may do.</summary>
    public required Permissions Permissions { get; init; }

    /// <summary>The ids of the repositories that it was asked for; null for all of the installation.</summary>
    public IReadOnlySet<long>? Repositories { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MintedAt { get; init; }

    /// <summary>From when on it is refused.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it reaches <paramref name="repository"/>.</summary>
    public bool Covers(Repository repository) =>
        Installation.Covers(repository) && Repositories?.Contains(repository.Id) is not false;
}
