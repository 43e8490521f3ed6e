using System.Globalization;
using System.Text;
using System.Text.Json;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Git's objects themselves: blobs, trees, commits.</summary>
internal static class ObjectEndpoints
{
    // "The limit for the tree array is 100,000 entries with a maximum size of 7 MB when using the recursive parameter."
    private const int MostEntries = 100_000;

    public static void Map(Routes routes)
    {
        routes.Repository("GET", "/git/blobs/{sha}", Need.Read("contents"), GetBlob);
        routes.Repository("POST", "/git/blobs", Need.Write("contents"), CreateBlob);
        routes.Repository("GET", "/git/trees/{**sha}", Need.Read("contents"), GetTree);
        routes.Repository("POST", "/git/trees", Need.Write("contents"), CreateTree);
        routes.Repository("GET", "/git/commits/{sha}", Need.Read("contents"), GetCommit);
        routes.Repository("POST", "/git/commits", Need.Write("contents") with { Creates = ContentKinds.Commit }, CreateCommit);
    }

    private static Answer GetBlob(RepositoryCall call)
    {
        if (call.Git.FindExact<Blob>(call.Route("sha")) is not { } blob)
            return Answer.NotFound();
        var bytes = blob.Bytes();
        if (call.Call.Http.Request.Headers.Accept.ToString().Contains("raw", StringComparison.Ordinal))
            return new Answer { Status = 200, Bytes = bytes, ContentType = "application/vnd.github.raw+json; charset=utf-8" };
        return Answer.Ok(new
        {
            blob.Sha,
            NodeId = NodeIds.Of("B", $"{call.Repository.Id}:{blob.Sha}"),
            Size = bytes.Length,
            Url = GitJson.Url(call, $"git/blobs/{blob.Sha}"),
            Content = Lines(bytes),
            Encoding = "base64",
        });
    }

    private static Answer CreateBlob(RepositoryCall call)
    {
        if (!call.Call.TryBody("content", out string? content))
            return Answer.Invalid("Invalid request.\n\n\"content\" wasn't supplied.");
        var isBase64 = call.Call.TryBody("encoding", out string? encoding) && encoding is "base64";
        if (Decode(content, isBase64) is not { } bytes)
            return Answer.Invalid("content is not valid Base64");
        var blob = call.Git.CreateBlob(bytes);
        var url = GitJson.Url(call, $"git/blobs/{blob.Sha}");
        return Answer.Created(new { Url = url, blob.Sha }, url);
    }

    private static Answer GetTree(RepositoryCall call)
    {
        if (call.Git.Find(call.Route("sha"))?.Peel<Tree>() is not { } tree)
            return Answer.NotFound();
        var recursive = call.Call.Query("recursive") is not null;
        var entries = (recursive ? Walk(tree, "") : tree.Select(entry => (Path: entry.Name, Entry: entry))).Take(MostEntries + 1).ToList();
        return Answer.Ok(View(call, tree, entries.Take(MostEntries), entries.Count > MostEntries));
    }

    private static Answer CreateTree(RepositoryCall call)
    {
        if (!call.Call.TryBody("tree", out JsonElement entries) || entries.ValueKind is not JsonValueKind.Array)
            return Answer.Invalid("Invalid tree info");
        Tree? before = null;
        if (call.Call.TryBody("base_tree", out string? sha) && (before = call.Git.Find(sha)?.Peel<Tree>()) is null)
            return Answer.Invalid("base_tree is not a valid tree oid");
        var definition = before is null ? new TreeDefinition() : TreeDefinition.From(before);
        foreach (var entry in entries.EnumerateArray())
        {
            if (Put(call, definition, entry) is { } refusal)
                return Answer.Invalid(refusal);
        }

        var tree = call.Git.ObjectDatabase.CreateTree(definition);
        var common = before ?? call.Git.Branch(call.Repository.DefaultBranch)?.Tree;
        if (Workflows.Forbidden(call.Caller, call.Git, common, tree) is not null)
            return Authentication.NotAccessible(Need.Write("workflows"));
        return Answer.Created(View(call, tree, tree.Select(entry => (entry.Name, entry)), false), GitJson.Url(call, $"git/trees/{tree.Sha}"));
    }

    private static string? Put(RepositoryCall call, TreeDefinition definition, JsonElement entry)
    {
        var (path, mode, sha, content) = (Text(entry, "path"), Text(entry, "mode"), Text(entry, "sha"), Text(entry, "content"));
        if (path is null or "" || path.Split('/').Any(part => part is "" or "." or ".." or ".git"))
            return "tree.path contains a malformed path component";
        if (entry.TryGetProperty("sha", out var given) && given.ValueKind is JsonValueKind.Null)
        {
            if (definition[path] is null)
                return "GitRPC::BadObjectState";
            definition.Remove(path);
            return null;
        }

        if (mode is not ("100644" or "100755" or "040000" or "160000" or "120000"))
            return "tree.mode Must supply a valid tree.mode";
        var kind = (Mode)Convert.ToInt32(mode, 8);
        if (content is not null)
            definition.Add(path, call.Git.CreateBlob(Encoding.UTF8.GetBytes(content)), kind);
        else if (kind is Mode.GitLink && ObjectId.TryParse(sha, out var link))
            definition.AddGitLink(path, link);
        else if (kind is Mode.Directory && call.Git.FindExact<Tree>(sha) is { } tree)
            definition.Add(path, tree);
        else if (kind is not Mode.Directory && call.Git.FindExact<Blob>(sha) is { } blob)
            definition.Add(path, blob, kind);
        else
            return $"tree.sha {sha} is not a valid {(kind is Mode.Directory ? "tree" : "blob")}";
        return null;
    }

    private static Answer GetCommit(RepositoryCall call) =>
        call.Git.FindExact<Commit>(call.Route("sha")) is { } commit ? Answer.Ok(GitJson.Commit(call, commit)) : Answer.NotFound();

    private static Answer CreateCommit(RepositoryCall call)
    {
        if (!call.Call.TryBody("message", out string? message) || !call.Call.TryBody("tree", out string? treeSha))
            return Answer.Invalid("Invalid request.\n\n\"message\" and \"tree\" weren't supplied.");
        if (call.Git.FindExact<Tree>(treeSha) is not { } tree)
            return Answer.Invalid("Tree SHA does not exist");
        var parents = new List<Commit>();
        if (call.Call.TryBody("parents", out JsonElement list) && list.ValueKind is JsonValueKind.Array)
        {
            foreach (var parent in list.EnumerateArray())
            {
                if (call.Git.FindExact<Commit>(parent.ToString()) is not { } commit)
                    return Answer.Invalid("Parent SHA does not exist or is not a commit object");
                parents.Add(commit);
            }
        }

        var bot = call.Simulator.Bot(call.Now);
        var author = call.Call.TryBody("author", out JsonElement given) ? Person(given, bot.When) : null;
        var committer = call.Call.TryBody("committer", out given) ? Person(given, bot.When) : null;
        var made = author is null && committer is null
            ? call.Simulator.Signing.Commit(call.Git, bot, bot, message, tree, parents)
            : call.Git.ObjectDatabase.CreateCommit(author ?? committer, committer ?? author, message, tree, parents, prettifyMessage: false);
        return Answer.Created(GitJson.Commit(call, made), GitJson.Url(call, $"git/commits/{made.Sha}"));
    }

    private static Signature Person(JsonElement json, DateTimeOffset now) => new(
        Text(json, "name") ?? "unknown",
        Text(json, "email") ?? "unknown@example.com",
        DateTimeOffset.TryParse(Text(json, "date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : now);

    private static IEnumerable<(string Path, TreeEntry Entry)> Walk(Tree tree, string below)
    {
        foreach (var entry in tree)
        {
            yield return (below + entry.Name, entry);
            if (entry.TargetType is not TreeEntryTargetType.Tree)
                continue;
            foreach (var inner in Walk((Tree)entry.Target, $"{below}{entry.Name}/"))
                yield return inner;
        }
    }

    private static object View(RepositoryCall call, Tree tree, IEnumerable<(string Path, TreeEntry Entry)> entries, bool truncated) => new
    {
        tree.Sha,
        Url = GitJson.Url(call, $"git/trees/{tree.Sha}"),
        Tree = entries.Select(item => Entry(call, item.Path, item.Entry)),
        Truncated = truncated,
    };

    private static object Entry(RepositoryCall call, string path, TreeEntry entry)
    {
        var mode = GitJson.ModeOf(entry.Mode);
        return entry.TargetType switch
        {
            TreeEntryTargetType.Blob => new { Path = path, Mode = mode, Type = "blob", entry.Target.Sha, Size = call.Git.SizeOf(entry.Target.Id), Url = GitJson.Url(call, $"git/blobs/{entry.Target.Sha}") },
            TreeEntryTargetType.Tree => new { Path = path, Mode = mode, Type = "tree", entry.Target.Sha, Url = GitJson.Url(call, $"git/trees/{entry.Target.Sha}") },
            _ => new { Path = path, Mode = mode, Type = "commit", entry.Target.Sha },
        };
    }

    /// <summary>Base64 in lines of 60 characters, as GitHub breaks it.</summary>
    public static string Lines(byte[] bytes)
    {
        var text = Convert.ToBase64String(bytes);
        var lines = new StringBuilder(text.Length + (text.Length / 60) + 1);
        for (var i = 0; i < text.Length; i += 60)
            lines.Append(text, i, Math.Min(60, text.Length - i)).Append('\n');
        return lines.ToString();
    }

    public static byte[]? Decode(string content, bool isBase64)
    {
        if (!isBase64)
            return Encoding.UTF8.GetBytes(content);
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64String(content, bytes, out var length) ? bytes[..length] : null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
