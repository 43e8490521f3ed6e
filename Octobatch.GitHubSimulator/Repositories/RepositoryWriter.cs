using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Repositories;

/// <summary>Everything that changes a repository as such, for REST and people alike, with what webhooks tell of it.</summary>
internal static class RepositoryWriter
{
    /// <returns>Why not; null when it has the name.</returns>
    public static string? Rename(RepositoryScope scope, string name)
    {
        var old = scope.Repository.Name;
        if (old == name)
            return null;
        if (IsTaken(scope, scope.Repository.Owner, name))
            return $"The repository {name} already exists on this account";
        scope.Simulator.Repositories.Move(scope.Repository, scope.Repository.Owner, name);
        Raise(scope, "renamed", new { Repository = new { Name = new { From = old } } });
        return null;
    }

    public static void Archive(RepositoryScope scope, bool archived)
    {
        if (scope.Repository.IsArchived == archived)
            return;
        scope.Repository.IsArchived = archived;
        Raise(scope, archived ? "archived" : "unarchived");
    }

    public static void Describe(RepositoryScope scope, string description)
    {
        var old = scope.Repository.Description;
        scope.Repository.Description = description;
        Raise(scope, "edited", new { Description = new { From = old } });
    }

    public static void SetTopics(RepositoryScope scope, IReadOnlyList<string> topics)
    {
        var old = scope.Repository.Topics;
        scope.Repository.Topics = topics;
        Raise(scope, "edited", new { Topics = new { From = old } });
    }

    public static void SetProperty(RepositoryScope scope, string name, string? value)
    {
        var old = scope.Repository.CustomProperties;
        scope.Repository.CustomProperties = old.Where(each => each.Key != name).Concat(value is null ? [] : [KeyValuePair.Create(name, value)])
            .ToDictionary();
        scope.Repository.UpdatedAt = scope.Now;
        scope.Simulator.Webhooks.Raise(scope, "custom_property_values", "updated", () => new
        {
            Action = "updated",
            NewPropertyValues = View(scope.Repository.CustomProperties),
            OldPropertyValues = View(old),
        });
    }

    /// <summary>Gives a repository to another account. GitHub tells only the new owner's installations of it.</summary>
    /// <returns>Why not; null when it is done.</returns>
    public static string? Transfer(RepositoryScope scope, Owner to, string? name = null)
    {
        var from = scope.Repository.Owner;
        if (to == from || IsTaken(scope, to, name ?? scope.Repository.Name))
            return "Repository has already been taken";
        scope.Simulator.Installations.Leave(scope.Repository);
        scope.Simulator.Repositories.Move(scope.Repository, to, name ?? scope.Repository.Name);
        object account = from.IsOrganization ? new { Organization = OwnerJson.Organization(from, scope.Urls) } : new { User = OwnerJson.Of(from, scope.Urls) };
        Raise(scope, "transferred", new { Owner = new { From = account } });
        return null;
    }

    public static void Delete(RepositoryScope scope)
    {
        scope.Repository.IsDeleted = true;
        Raise(scope, "deleted");
        scope.Simulator.Repositories.Remove(scope.Repository);
    }

    private static bool IsTaken(RepositoryScope scope, Owner owner, string name) =>
        scope.Simulator.Repositories.TryFind($"{owner.Login}/{name}", out var other) && other != scope.Repository
        && other.FullName.Equals($"{owner.Login}/{name}", StringComparison.OrdinalIgnoreCase);

    private static void Raise(RepositoryScope scope, string action, object? changes = null)
    {
        scope.Repository.UpdatedAt = scope.Now;
        scope.Simulator.Webhooks.Raise(scope, "repository", action, () => changes is null ? new { Action = action } : new { Action = action, Changes = changes });
    }

    private static IEnumerable<object> View(IReadOnlyDictionary<string, string> properties) =>
        properties.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new { PropertyName = each.Key, each.Value });
}
