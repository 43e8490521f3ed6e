using System.Text.Json;

namespace Octobatch.GitHub.Repositories;

/// <summary>A repository as REST shows it.</summary>
/// <param name="NodeId">Its name in GraphQL.</param>
/// <param name="Size">In kilobytes.</param>
public sealed record Repository(long Id, string NodeId, string Name, string FullName, RepositoryOwner Owner, string? DefaultBranch)
{
    public string? Visibility { get; init; }

    public bool Private { get; init; }

    public bool Archived { get; init; }

    public bool Disabled { get; init; }

    public bool Fork { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public DateTimeOffset? PushedAt { get; init; }

    public long Size { get; init; }

    public int StargazersCount { get; init; }
}

/// <param name="Type"><c>Organization</c> or <c>User</c>.</param>
public sealed record RepositoryOwner(long Id, string Login, string Type);

/// <summary>A page of <c>GET /installation/repositories</c>: what the installation covers, and nothing else.</summary>
public sealed record RepositoryPage(int TotalCount, IReadOnlyList<Repository> Repositories);

/// <summary>The custom properties of one repository.</summary>
public sealed record RepositoryProperties(long RepositoryId, string RepositoryName, IReadOnlyList<PropertyValue> Properties);

/// <param name="Value">A string, a list of strings, or null.</param>
public sealed record PropertyValue(string PropertyName, JsonElement? Value);

/// <summary>A page of a code search.</summary>
/// <param name="IncompleteResults">GitHub gave up before it had looked everywhere.</param>
public sealed record CodeSearchPage(int TotalCount, bool IncompleteResults, IReadOnlyList<CodeSearchItem> Items);

public sealed record CodeSearchItem(string Name, string Path, string Sha, FoundRepository Repository);

/// <summary>A repository as code search shows it: with less than elsewhere.</summary>
public sealed record FoundRepository(long Id, string NodeId, string FullName);
