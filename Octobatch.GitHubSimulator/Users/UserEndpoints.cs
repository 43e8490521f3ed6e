using System.Text.Json;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Users;

/// <summary>What people's own tokens are for: who they are and what they belong to.</summary>
internal static class UserEndpoints
{
    private const string Joined = "2020-01-01T00:00:00Z";

    public static void Map(Routes routes)
    {
        routes.Get("/user", Need.User, Self);
        routes.Get("/user/memberships/orgs/{org}", Need.User, OfOrganization);
        routes.Get("/orgs/{org}/teams/{team_slug}/memberships/{username}", Need.User, OfTeam);
    }

    private static Answer Self(Call call)
    {
        var person = call.Caller.User!;
        var json = JsonSerializer.SerializeToNode(OwnerJson.Of(person, call.Urls), Json.Options)!.AsObject();
        foreach (var name in new[] { "name", "company", "location", "email", "hireable", "bio" })
            json[name] = null;
        foreach (var name in new[] { "public_repos", "public_gists", "followers", "following" })
            json[name] = 0;
        (json["blog"], json["created_at"], json["updated_at"]) = ("", Joined, Joined);
        return Answer.Ok(json);
    }

    private static Answer OfOrganization(Call call)
    {
        var (members, person) = (call.Simulator.Memberships, call.Caller.User!);
        if (members.OrganizationNamed(call.Route("org")) is not { } organization || members.Of(organization, null, person) is not { } state)
            return Answer.NotFound();
        var url = $"{call.Urls.Api}/orgs/{organization.Login}";
        return Answer.Ok(new
        {
            Url = $"{url}/memberships/{person.Login}",
            State = state,
            Role = person == call.Simulator.Admin ? "admin" : "member",
            OrganizationUrl = url,
            Organization = OwnerJson.Organization(organization, call.Urls),
            User = OwnerJson.Of(person, call.Urls),
        });
    }

    // Who is no member of the organisation sees none of its teams.
    private static Answer OfTeam(Call call)
    {
        var (members, team) = (call.Simulator.Memberships, call.Route("team_slug"));
        if (members.OrganizationNamed(call.Route("org")) is not { } organization || members.Of(organization, null, call.Caller.User!) is null
            || call.Simulator.PersonNamed(call.Route("username")) is not { } person || members.Of(organization, team, person) is not { } state)
            return Answer.NotFound();
        return Answer.Ok(new { Url = $"{TeamJson.Url(organization, team, call.Urls)}/memberships/{person.Login}", Role = "member", State = state });
    }
}
