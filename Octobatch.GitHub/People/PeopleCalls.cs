using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;

namespace Octobatch.GitHub.People;

/// <param name="Slug">As it stands in URLs: <c>platform-team</c>.</param>
public readonly record struct TeamName(string Organization, string Slug)
{
    public override string ToString() => $"{Organization}/{Slug}";
}

/// <summary>The ids of people and teams, which GraphQL wants instead of names. They do not change, so they may be kept.</summary>
public static class PeopleCalls
{
    /// <summary>The ids of users by login, 50 a request. One result each, in order; an error that concerns all ends the sequence.</summary>
    public static IAsyncEnumerable<GitHubResult<string>> FindUsersAsync(
        this GitHubInstallation github, IReadOnlyList<string> logins, CancellationToken cancellation) =>
        github.Pulls.AskAsync(
            github, logins, (text, login) => text.Append("user(login: ").Literal(login).Append(") { id }"), "", (_, part) => Id(part), cancellation);

    /// <summary>The ids of teams, 50 a request, as <see cref="FindUsersAsync"/>. Needs the permission members: read.</summary>
    public static IAsyncEnumerable<GitHubResult<string>> FindTeamsAsync(
        this GitHubInstallation github, IReadOnlyList<TeamName> teams, CancellationToken cancellation) =>
        github.Pulls.AskAsync(github, teams, Ask, "", Read, cancellation);

    private static void Ask(StringBuilder text, TeamName team) => text
        .Append("organization(login: ").Literal(team.Organization).Append(") { team(slug: ").Literal(team.Slug).Append(") { id } }");

    private static GitHubResult<string> Read(TeamName team, JsonElement part) =>
        part.GetProperty("team") is { ValueKind: JsonValueKind.Object } found
            ? Id(found)
            : new GitHubError(GitHubErrorKind.NotFound, $"{team.Organization} has no team {team.Slug}, or does not show it.");

    private static GitHubResult<string> Id(JsonElement part) => part.GetProperty("id").GetString()!;
}
