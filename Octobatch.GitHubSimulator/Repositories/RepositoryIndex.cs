using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Octobatch.GitHubSimulator.Repositories;

/// <summary>Every repository by id and by name; names that were left behind by a rename lead on.</summary>
public sealed class RepositoryIndex
{
    private readonly ConcurrentDictionary<long, Repository> byId = new();
    private readonly ConcurrentDictionary<string, Repository> byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>All, in no order.</summary>
    public IEnumerable<Repository> All => byId.Values;

    /// <summary>How many there are.</summary>
    public int Count => byId.Count;

    /// <summary>Adds one; its name must be free.</summary>
    public void Add(Repository repository)
    {
        byId[repository.Id] = repository;
        byName[repository.FullName] = repository;
    }

    /// <summary>Finds one by <c>owner/name</c>, in any case, also by a name that it had before.</summary>
    public bool TryFind(string fullName, [NotNullWhen(true)] out Repository? repository) => byName.TryGetValue(fullName, out repository);

    /// <summary>Finds one by id.</summary>
    public bool TryFind(long id, [NotNullWhen(true)] out Repository? repository) => byId.TryGetValue(id, out repository);

    /// <summary>Gives a repository another owner or name; the old one leads to it until another repository takes it.</summary>
    public void Move(Repository repository, Owners.Owner owner, string name)
    {
        repository.FormerNames.Add(repository.FullName);
        (repository.Owner, repository.Name) = (owner, name);
        byName[repository.FullName] = repository;
    }

    /// <summary>Makes that there is no such repository any more, under none of its names.</summary>
    public void Remove(Repository repository)
    {
        byId.TryRemove(repository.Id, out _);
        foreach (var name in repository.FormerNames.Append(repository.FullName))
            byName.TryRemove(KeyValuePair.Create(name, repository));
    }

    /// <summary>The repositories of an owner, sorted by name.</summary>
    public IReadOnlyList<Repository> Of(Owners.Owner owner) =>
        [.. byId.Values.Where(repository => repository.Owner == owner).OrderBy(repository => repository.Name, StringComparer.OrdinalIgnoreCase)];
}
