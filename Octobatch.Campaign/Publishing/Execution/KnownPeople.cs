using System.Collections.Concurrent;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.People;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>The ids of the people and teams that specs name. Ids never change, so they are asked for once.</summary>
internal sealed class KnownPeople(TimeProvider time)
{
    /// <summary>Who is not there may be there later.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(long Installation, string Name), (string? Id, DateTimeOffset At)> known = new();

    /// <returns>Why they cannot be asked for now; null: <see cref="Of"/> knows them.</returns>
    public async Task<GitHubError?> LearnAsync(
        GitHubInstallation github, IEnumerable<string> logins, IEnumerable<TeamName> teams, CancellationToken cancellation) =>
        await LearnAsync(github, logins, github.FindUsersAsync, cancellation) ?? await LearnAsync(github, teams, github.FindTeamsAsync, cancellation);

    public Found Of(GitHubInstallation github, IReadOnlyList<string> logins, IReadOnlyList<TeamName> teams)
    {
        var (there, missing) = (new List<KnownPerson>(), new List<string>());
        foreach (var (name, isTeam) in logins.Select(login => (login, false)).Concat(teams.Select(team => (team.ToString(), true))))
        {
            if (known.GetValueOrDefault((github.Id, name)).Id is { } id)
                there.Add(new(name, id, isTeam));
            else
                missing.Add(name);
        }

        return new(there, missing.Count == 0 ? null : $"GitHub shows nobody named {string.Join(", ", missing)}.");
    }

    private async Task<GitHubError?> LearnAsync<T>(
        GitHubInstallation github, IEnumerable<T> names, Func<IReadOnlyList<T>, CancellationToken, IAsyncEnumerable<GitHubResult<string>>> find,
        CancellationToken cancellation) where T : notnull
    {
        var now = time.GetUtcNow();
        var unknown = names.Distinct().Where(name => known.GetValueOrDefault((github.Id, name.ToString()!)) is { Id: null } absent && now - absent.At >= Absence).ToList();
        var at = 0;
        if (unknown.Count == 0)
            return null;
        await foreach (var id in find(unknown, cancellation))
        {
            if (id is { Ok: false, Error: { CanRetry: true } error })
                return error;
            known[(github.Id, unknown[at++].ToString()!)] = (id.Ok ? id.Value : null, now);
        }

        return null;
    }
}

/// <summary>Those of a list that are there.</summary>
/// <param name="Missing">Who is not, in a sentence; null: all are.</param>
internal sealed record Found(IReadOnlyList<KnownPerson> People, string? Missing)
{
    public IReadOnlyList<string> Users => [.. People.Where(person => !person.IsTeam).Select(person => person.Id)];

    public IReadOnlyList<string> Teams => [.. People.Where(person => person.IsTeam).Select(person => person.Id)];

    public IEnumerable<Found> OneByOne => People.Select(person => new Found([person], null));
}

/// <summary>Somebody who is asked for a review, or made an assignee.</summary>
internal sealed record KnownPerson(string Name, string Id, bool IsTeam);
