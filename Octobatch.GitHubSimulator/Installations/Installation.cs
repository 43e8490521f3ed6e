using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>The App on one owner's account.</summary>
public sealed class Installation(long id, Owner account, Permissions permissions, DateTimeOffset createdAt)
{
    /// <summary>Numbered from 1 in the alphabetical order of the owners.</summary>
    public long Id => id;

    /// <summary>Where it is installed.</summary>
    public Owner Account => account;

    /// <summary>What the owner has granted; tokens can have no more.</summary>
    public Permissions Permissions { get; set; } = permissions;

    /// <summary>The ids of the repositories that the owner selected; null for all.</summary>
    public IReadOnlySet<long>? SelectedRepositories { get; set; }

    /// <summary><c>all</c> or <c>selected</c>.</summary>
    public string RepositorySelection => SelectedRepositories is null ? "all" : "selected";

    /// <summary>When it was installed.</summary>
    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>When something about it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; } = createdAt;

    /// <summary>Since when it is suspended; null when it is not.</summary>
    public DateTimeOffset? SuspendedAt { get; internal set; }

    /// <summary>Whether the installation covers <paramref name="repository"/>.</summary>
    public bool Covers(Repository repository) =>
        repository.Owner == account && SelectedRepositories?.Contains(repository.Id) is not false;
}
