using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Labels;

/// <summary>Labels that are wanted in one repository, by name.</summary>
public sealed record WantedLabels(RepositoryName Repository, IReadOnlyList<string> Names);

/// <summary>The labels that a repository has of those wanted.</summary>
/// <param name="RepositoryId">The repository's name in GraphQL.</param>
/// <param name="Ids">By name as it was wanted; what the repository lacks is missing.</param>
public sealed record RepositoryLabels(string RepositoryId, IReadOnlyDictionary<string, string> Ids);

/// <param name="RepositoryId">The repository's name in GraphQL.</param>
/// <param name="Color">Six hexadecimal digits.</param>
public sealed record NewLabel(string RepositoryId, string Name, string Color);
