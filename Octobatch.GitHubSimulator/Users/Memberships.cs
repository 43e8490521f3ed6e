using System.Collections.Concurrent;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Users;

/// <summary>Who belongs to which organisations and teams. Unless told, all people but the stranger are members, and alice is in every team.</summary>
public sealed class Memberships(Simulator simulator)
{
    private readonly ConcurrentDictionary<(string Organization, string Team, string Person), string> told = new();

    /// <param name="team">A slug; null: the organisation itself.</param>
    /// <param name="state"><c>active</c>, <c>pending</c>, or <c>none</c>.</param>
    /// <returns>Why it could not be done, or null.</returns>
    public string? Set(string organization, string? team, string person, string state)
    {
        if (state is not ("active" or "pending" or "none"))
            return "state is active, pending or none.";
        if (OrganizationNamed(organization) is not { } found || (team is not null && !simulator.TeamsOf(found).Contains(team)))
            return "There is no such organisation or team.";
        if (simulator.PersonNamed(person) is not { } known)
            return "There is no such person.";
        told[Key(found, team, known)] = state;
        return null;
    }

    internal Owner? OrganizationNamed(string login) =>
        simulator.AccountNamed(login) is { IsOrganization: true } organization ? organization : null;

    /// <summary><c>active</c> or <c>pending</c>; null: they do not belong to it, or there is no such team.</summary>
    internal string? Of(Owner organization, string? team, Owner person)
    {
        if (team is not null && !simulator.TeamsOf(organization).Contains(team))
            return null;
        if (told.TryGetValue(Key(organization, team, person), out var state))
            return state is "none" ? null : state;
        var belongs = team is null ? simulator.Persons.Contains(person) || person == simulator.Admin : person == simulator.Persons[0];
        return belongs ? "active" : null;
    }

    private static (string Organization, string Team, string Person) Key(Owner organization, string? team, Owner person) =>
        (organization.Login, team?.ToLowerInvariant() ?? "", person.Login);
}
