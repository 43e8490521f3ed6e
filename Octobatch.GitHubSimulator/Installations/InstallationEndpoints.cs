using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>The App's view of its installations, and an installation's view of itself.</summary>
internal static class InstallationEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Get("/app/installations", Need.App, List);
        routes.Get("/app/installations/{installation_id}", Need.App, Get);
        routes.Delete("/app/installations/{installation_id}", Need.App, Delete);
        routes.Post("/app/installations/{installation_id}/access_tokens", Need.App, CreateToken);
        routes.Put("/app/installations/{installation_id}/suspended", Need.App, Suspend);
        routes.Delete("/app/installations/{installation_id}/suspended", Need.App, Unsuspend);
        routes.Get("/orgs/{owner}/installation", Need.App, OfOwner);
        routes.Get("/users/{owner}/installation", Need.App, OfOwner);
        routes.Get("/repos/{owner}/{repo}/installation", Need.App, OfRepository);
        routes.Get("/installation/repositories", Need.Installation, ListRepositories);
        routes.Delete("/installation/token", Need.Installation, RevokeToken);
    }

    private static Answer List(Call call) => call.Page(call.Simulator.Installations.All, installation => View(call, installation));

    private static Answer Get(Call call) => Find(call) is { } installation ? Answer.Ok(View(call, installation)) : Answer.NotFound();

    private static Answer Delete(Call call) =>
        Find(call) is { } found && call.Simulator.Installations.Uninstall(found.Id) ? Answer.NoContent() : Answer.NotFound();

    private static Answer Suspend(Call call) =>
        Find(call) is { } found && call.Simulator.Installations.Suspend(found.Id) ? Answer.NoContent() : Answer.NotFound();

    private static Answer Unsuspend(Call call) =>
        Find(call) is { } found && call.Simulator.Installations.Unsuspend(found.Id) ? Answer.NoContent() : Answer.NotFound();

    private static Answer CreateToken(Call call)
    {
        if (Find(call) is not { } installation)
            return Answer.NotFound(AccessTokenRequest.Documentation);
        if (installation.SuspendedAt is not null)
            return Answer.Refused(403, "This installation has been suspended", AccessTokenRequest.Documentation);
        var (request, refusal) = AccessTokenRequest.Read(call, installation);
        if (request is null)
            return refusal!;

        var ids = request.Repositories?.Select(repository => repository.Id).ToHashSet();
        var token = call.Simulator.Tokens.Mint(installation, request.Permissions, ids);
        var selection = ids is null ? installation.RepositorySelection : "selected";
        if (request.Repositories is null)
            return Answer.Created(new { Token = token.Value, token.ExpiresAt, Permissions = request.Permissions.Json, RepositorySelection = selection });
        return Answer.Created(new
        {
            Token = token.Value,
            token.ExpiresAt,
            Permissions = request.Permissions.Json,
            RepositorySelection = selection,
            Repositories = request.Repositories.Select(repository => RepositoryJson.Of(repository, call.Urls, new Caller(false, token))).ToList(),
        });
    }

    private static Answer ListRepositories(Call call)
    {
        var token = call.Caller.Token!;
        var repositories = call.Simulator.Repositories.Of(token.Installation.Account).Where(token.Covers).ToList();
        return call.Page(repositories, repository => RepositoryJson.Of(repository, call), page => new
        {
            TotalCount = repositories.Count,
            RepositorySelection = token.Repositories is null ? token.Installation.RepositorySelection : "selected",
            Repositories = page,
        });
    }

    private static Answer RevokeToken(Call call)
    {
        call.Simulator.Tokens.Revoke(call.Caller.Token!);
        return Answer.NoContent();
    }

    private static Answer OfOwner(Call call) =>
        call.Simulator.Installations.All.FirstOrDefault(
            installation => installation.Account.Login.Equals(call.Route("owner"), StringComparison.OrdinalIgnoreCase)) is { } found
            ? Answer.Ok(View(call, found))
            : Answer.NotFound();

    private static Answer OfRepository(Call call) =>
        call.Simulator.Repositories.TryFind($"{call.Route("owner")}/{call.Route("repo")}", out var repository)
        && call.Simulator.Installations.Of(repository.Owner) is { } found && found.Covers(repository)
            ? Answer.Ok(View(call, found))
            : Answer.NotFound();

    private static Installation? Find(Call call) =>
        call.TryRoute("installation_id", out var id) ? call.Simulator.Installations.Find(id) : null;

    private static object View(Call call, Installation installation) => InstallationJson.Of(installation, call.Simulator, call.Urls);
}
