using System.Text.Json;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Files by their path on a branch.</summary>
internal static class ContentEndpoints
{
    private const string Documentation = "https://docs.github.com/rest/repos/contents#get-repository-content";

    public static void Map(Routes routes)
    {
        routes.Repository("GET", "/contents/{**path}", Need.Read("contents"), Get);
        routes.Repository("PUT", "/contents/{**path}", Need.Write("contents") with { Creates = ContentKinds.Commit }, Put);
        routes.Repository("DELETE", "/contents/{**path}", Need.Write("contents") with { Creates = ContentKinds.Commit }, Delete);
        routes.Repository("GET", "/readme", Need.Read("contents"), call => Get(call, "README.md"));
    }

    private static Answer Get(RepositoryCall call) => Get(call, Path(call));

    private static Answer Get(RepositoryCall call, string path)
    {
        var name = call.Call.Query("ref") ?? call.Repository.DefaultBranch;
        if (call.Git.FindCommit(name) is not { } commit)
            return call.Call.Query("ref") is null ? Answer.NotFound(Documentation) : Answer.Refused(404, $"No commit found for the ref {name}", Documentation);
        if (path is "")
            return Answer.Ok(List(call, commit.Tree, "", name));
        if (commit.Tree.Entry(path) is not { } entry)
            return Answer.NotFound(Documentation);
        var accept = call.Call.Http.Request.Headers.Accept.ToString();
        return entry.Target switch
        {
            Tree tree => Answer.Ok(List(call, tree, path, name)),
            Blob blob when accept.Contains("raw", StringComparison.Ordinal) =>
                new Answer { Status = 200, Bytes = blob.Bytes(), ContentType = "application/vnd.github.raw+json; charset=utf-8" },
            _ => Answer.Ok(File(call, entry, path, name, withContent: true)),
        };
    }

    private static Answer Put(RepositoryCall call)
    {
        if (!call.Call.TryBody("message", out string? message) || !call.Call.TryBody("content", out string? content))
            return Answer.Invalid("Invalid request.\n\n\"message\", \"content\" weren't supplied.");
        if (ObjectEndpoints.Decode(content, isBase64: true) is not { } bytes)
            return Answer.Invalid("content is not valid Base64");
        var path = Path(call);
        return Change(call, path, message, mustExist: false, (definition, mode) => definition.Add(path, call.Git.CreateBlob(bytes), mode));
    }

    private static Answer Delete(RepositoryCall call)
    {
        // Clients send the parameters of a DELETE in the body or in the query.
        var message = call.Call.TryBody("message", out string? given) ? given : call.Call.Query("message");
        var path = Path(call);
        return message is null
            ? Answer.Invalid("Invalid request.\n\n\"message\" wasn't supplied.")
            : Change(call, path, message, mustExist: true, (definition, _) => definition.Remove(path));
    }

    private static Answer Change(RepositoryCall call, string path, string message, bool mustExist, Action<TreeDefinition, Mode> change)
    {
        var branch = (call.Call.TryBody("branch", out string? given) ? given : call.Call.Query("branch")) ?? call.Repository.DefaultBranch;
        if (call.Git.Branch(branch) is not { } head)
            return Answer.Refused(404, $"Branch {branch} not found");
        var sha = call.Call.TryBody("sha", out string? expected) ? expected : call.Call.Query("sha");
        var before = head.Tree.Entry(path);
        if (mustExist && before is null)
            return Answer.NotFound();
        if (before is not null && sha is null)
            return Answer.Invalid("Invalid request.\n\n\"sha\" wasn't supplied.");
        if (sha is not null && sha != before?.Target.Sha)
            return Answer.Refused(409, $"{path} does not match {sha}");

        var definition = TreeDefinition.From(head.Tree);
        change(definition, before?.Mode ?? Mode.NonExecutableFile);
        var tree = call.Git.ObjectDatabase.CreateTree(definition);
        if (Workflows.Forbidden(call.Caller, call.Git, head.Tree, tree) is not null)
            return Authentication.NotAccessible(Need.Write("workflows"));
        if ((Protection.Refuse(call, $"refs/heads/{branch}") ?? RuleCheck.Refuse(call, $"refs/heads/{branch}", BranchDeed.Update)) is { } refusal)
            return Answer.Refused(409, refusal);
        var bot = call.Simulator.Bot(call.Now);
        var commit = call.Simulator.Signing.Commit(call.Git, bot, bot, message, tree, [head]);
        call.Git.Refs.UpdateTarget($"refs/heads/{branch}", commit.Sha);
        call.Simulator.Pushed(call, $"refs/heads/{branch}", head.Sha, commit.Sha);
        var body = new { Content = tree.Entry(path) is { } now ? File(call, now, path, branch, withContent: false) : null, Commit = GitJson.Commit(call, commit) };
        return before is null ? Answer.Created(body) : Answer.Ok(body);
    }

    private static List<object> List(RepositoryCall call, Tree tree, string path, string name) =>
        [.. tree.Select(entry => File(call, entry, path is "" ? entry.Name : $"{path}/{entry.Name}", name, withContent: false))];

    private static object File(RepositoryCall call, TreeEntry entry, string path, string name, bool withContent)
    {
        var kind = entry.TargetType is TreeEntryTargetType.Tree ? "tree" : "blob";
        var url = GitJson.Url(call, $"contents/{path}?ref={Uri.EscapeDataString(name)}");
        var git = GitJson.Url(call, $"git/{kind}s/{entry.Target.Sha}");
        var html = GitJson.Html(call, $"{kind}/{name}/{path}");
        var blob = withContent ? entry.Target as Blob : null;
        var isLink = entry.Mode is Mode.SymbolicLink;
        var common = new
        {
            Name = path[(path.LastIndexOf('/') + 1)..],
            Path = path,
            entry.Target.Sha,
            Size = entry.TargetType is TreeEntryTargetType.Blob ? call.Git.SizeOf(entry.Target.Id) : 0,
            Url = url,
            HtmlUrl = html,
            GitUrl = git,
            DownloadUrl = kind is "tree" ? null : GitJson.Html(call, $"raw/{name}/{path}"),
            Type = entry.TargetType switch { TreeEntryTargetType.Tree => "dir", TreeEntryTargetType.GitLink => "submodule", _ => isLink ? "symlink" : "file" },
            _links = new { Self = url, Git = git, Html = html },
        };
        if (blob is null)
            return new { common.Name, common.Path, common.Sha, common.Size, common.Url, common.HtmlUrl, common.GitUrl, common.DownloadUrl, common.Type, common._links };
        if (isLink)
            return new { common.Name, common.Path, common.Sha, common.Size, common.Url, common.HtmlUrl, common.GitUrl, common.DownloadUrl, common.Type, Target = blob.GetContentText(), common._links };
        return new
        {
            common.Name,
            common.Path,
            common.Sha,
            common.Size,
            common.Url,
            common.HtmlUrl,
            common.GitUrl,
            common.DownloadUrl,
            common.Type,

            // Above a megabyte the content is left out; above 100 MB GitHub refuses altogether.
            Content = blob.Size > 1 << 20 ? "" : ObjectEndpoints.Lines(blob.Bytes()),
            Encoding = blob.Size > 1 << 20 ? "none" : "base64",
            common._links,
        };
    }

    private static string Path(RepositoryCall call) => call.Route("path").Trim('/');
}
