using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Refs: branches and tags by their full names.</summary>
internal static class RefEndpoints
{
    private const string Documentation = "https://docs.github.com/rest/git/refs";

    public static void Map(Routes routes)
    {
        routes.Repository("GET", "/git/ref/{**ref}", Need.Read("contents"), Get);
        routes.Repository("GET", "/git/matching-refs/{**ref}", Need.Read("contents"), Matching);
        routes.Repository("POST", "/git/refs", Need.Write("contents") with { Creates = ContentKinds.Branch }, Create);
        routes.Repository("PATCH", "/git/refs/{**ref}", Need.Write("contents"), Update);
        routes.Repository("DELETE", "/git/refs/{**ref}", Need.Write("contents"), Delete);
    }

    private static Answer Get(RepositoryCall call) =>
        Find(call) is { } found ? Answer.Ok(View(call, found)) : Answer.NotFound(Documentation);

    private static Answer Matching(RepositoryCall call)
    {
        var start = $"refs/{call.Route("ref")}";
        var found = call.Git.Refs
            .Where(reference => reference.CanonicalName.StartsWith(start, StringComparison.Ordinal) && reference.CanonicalName.StartsWith("refs/", StringComparison.Ordinal))
            .OrderBy(reference => reference.CanonicalName, StringComparer.Ordinal)
            .ToList();
        return call.Call.Page(found, reference => View(call, reference));
    }

    private static Answer Create(RepositoryCall call)
    {
        if (!call.Call.TryBody("ref", out string? name) || !call.Call.TryBody("sha", out string? sha))
            return Answer.Invalid("Invalid request.\n\n\"ref\" and \"sha\" weren't supplied.", Documentation);
        var (created, refusal) = RefWriter.Create(call, name, sha);
        return created is null
            ? Answer.Invalid(refusal!, Documentation)
            : Answer.Created(View(call, created), GitJson.Url(call, $"git/{created.CanonicalName}"));
    }

    private static Answer Update(RepositoryCall call)
    {
        if (!call.Call.TryBody("sha", out string? sha))
            return Answer.Invalid("Invalid request.\n\n\"sha\" wasn't supplied.", Documentation);
        if (Find(call) is not { } found)
            return Answer.Invalid("Reference does not exist", Documentation);
        var force = call.Call.TryBody("force", out System.Text.Json.JsonElement forced) && forced.ValueKind is System.Text.Json.JsonValueKind.True;
        var (updated, refusal) = RefWriter.Update(call, found, sha, force);
        return updated is null ? Answer.Invalid(refusal!, Documentation) : Answer.Ok(View(call, updated));
    }

    private static Answer Delete(RepositoryCall call)
    {
        if (Find(call) is not { } found)
            return Answer.Invalid("Reference does not exist", Documentation);
        return RefWriter.Delete(call, found) is { } refusal ? Answer.Invalid(refusal, Documentation) : Answer.NoContent();
    }

    private static Reference? Find(RepositoryCall call)
    {
        var name = $"refs/{call.Route("ref")}";
        return Reference.IsValidName(name) ? call.Git.Refs[name] : null;
    }

    private static object View(RepositoryCall call, Reference reference) =>
        GitJson.Reference(call, reference.CanonicalName, reference.ResolveToDirectReference().Target);
}
