using System.Collections.Concurrent;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>The App's installations, and what their owners do to them.</summary>
public sealed class InstallationIndex(SimulatorClock clock, InstallationTokens tokens)
{
    private readonly ConcurrentDictionary<long, Installation> byId = new();
    private readonly ConcurrentDictionary<string, Owner> accounts = new(StringComparer.OrdinalIgnoreCase);
    private long last;

    /// <summary>What happened to an installation: the action of GitHub's webhook.</summary>
    internal Action<Installation, string>? Changed { get; set; }

    /// <summary>Other repositories are selected: these were before, or all with null.</summary>
    internal Action<Installation, IReadOnlySet<long>?>? Selected { get; set; }

    /// <summary>Every account where the App is or was installed.</summary>
    internal IEnumerable<Owner> Accounts => accounts.Values;

    /// <summary>All that exist now, by number.</summary>
    public IReadOnlyList<Installation> All => [.. byId.Values.OrderBy(installation => installation.Id)];

    /// <summary>One by its number; null when it was never there or is uninstalled.</summary>
    public Installation? Find(long id) => byId.GetValueOrDefault(id);

    /// <summary>The one on an account; null when there is none.</summary>
    public Installation? Of(Owner account) => byId.Values.FirstOrDefault(installation => installation.Account == account);

    /// <summary>Installs the App under a number.</summary>
    public Installation Add(long id, Owner account, Permissions permissions)
    {
        accounts[account.Login] = account;
        last = Math.Max(last, id);
        return byId[id] = new Installation(id, account, permissions, clock.Now);
    }

    /// <summary>Installs the App again on an account where it was uninstalled, under a new number.</summary>
    /// <returns>Null when there is no such account, or when it is installed there.</returns>
    public Installation? Install(string login, Permissions permissions)
    {
        if (!accounts.TryGetValue(login, out var account) || Of(account) is not null)
            return null;
        var made = Add(last + 1, account, permissions);
        Changed?.Invoke(made, "created");
        return made;
    }

    /// <summary>Suspends it: no tokens are made, and those that exist are refused.</summary>
    public bool Suspend(long id) => Change(id, "suspend", installation => installation.SuspendedAt = clock.Now);

    /// <summary>Ends a suspension; tokens that have not expired work again.</summary>
    public bool Unsuspend(long id) => Change(id, "unsuspend", installation => installation.SuspendedAt = null);

    /// <summary>Grants other permissions; tokens that exist keep what they have.</summary>
    public bool Grant(long id, Permissions permissions) => Change(id, "new_permissions_accepted", installation => installation.Permissions = permissions.WithMetadata());

    /// <summary>Selects repositories by id, or all with null.</summary>
    public bool Select(long id, IReadOnlySet<long>? repositories)
    {
        if (Find(id) is not { } installation)
            return false;
        var before = installation.SelectedRepositories;
        (installation.SelectedRepositories, installation.UpdatedAt) = (repositories, clock.Now);
        Selected?.Invoke(installation, before);
        return true;
    }

    /// <summary>Takes a repository that goes elsewhere out of what its owner selected.</summary>
    internal void Leave(Repositories.Repository repository)
    {
        if (Of(repository.Owner) is { SelectedRepositories: { } selected } installation && selected.Contains(repository.Id))
            Select(installation.Id, selected.Where(id => id != repository.Id).ToHashSet());
    }

    /// <summary>Uninstalls the App: the number is gone for good, and its tokens with it.</summary>
    public bool Uninstall(long id)
    {
        if (!byId.TryRemove(id, out var installation))
            return false;
        tokens.RevokeAll(installation);
        Changed?.Invoke(installation, "deleted");
        return true;
    }

    private bool Change(long id, string action, Action<Installation> change)
    {
        if (Find(id) is not { } installation)
            return false;
        change(installation);
        installation.UpdatedAt = clock.Now;
        Changed?.Invoke(installation, action);
        return true;
    }
}
