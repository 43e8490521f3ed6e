using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Code search on default branches, by the words <c>org</c>, <c>repo</c>, <c>filename</c>, <c>path</c>, <c>extension</c>, and text.</summary>
internal static class CodeSearch
{
    // "Only files smaller than 384 KB are searchable", and "up to 1,000 results".
    private const int LongestFile = 384 * 1_024;
    private const int MostResults = 1_000;

    public static void Map(Routes routes) => routes.Get("/search/code", Need.Installation, Search);

    private static Answer Search(Call call)
    {
        var words = (call.Query("q") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var texts = words.Where(word => !word.Contains(':', StringComparison.Ordinal)).Select(word => word.Trim('"')).ToList();
        if (words.Length is 0)
            return Answer.Invalid("Validation Failed", Answer.Documentation, new { Resource = "Search", Field = "q", Code = "missing" });
        var found = call.Simulator.Repositories.Of(call.Caller.Installation!.Account)
            .Where(call.Caller.Token!.Covers)
            .Where(repository => !repository.IsArchived && words.All(word => TakesRepository(word, repository)))
            .SelectMany(repository => Files(call, repository, words, texts))
            .Take(MostResults).ToList();
        return call.Page(found, item => item, page => new { TotalCount = found.Count, IncompleteResults = false, Items = page });
    }

    private static List<object> Files(Call call, Repository repository, string[] words, List<string> texts)
    {
        lock (repository.Gate)
        {
            var scope = new RepositoryCall(call, repository);
            var tree = scope.Git.Branch(repository.DefaultBranch)?.Tree;
            return tree is null ? [] : [.. Walk(tree, "").Where(file => words.All(word => TakesPath(word, file.Path)) && Has(file.Blob, texts)).Select(file => View(scope, file.Path, file.Blob))];
        }
    }

    private static IEnumerable<(string Path, Blob Blob)> Walk(Tree tree, string below)
    {
        foreach (var entry in tree)
        {
            if (entry.TargetType is TreeEntryTargetType.Blob && entry.Mode is not Mode.SymbolicLink)
                yield return (below + entry.Name, (Blob)entry.Target);
            else if (entry.TargetType is TreeEntryTargetType.Tree)
            {
                foreach (var inner in Walk((Tree)entry.Target, $"{below}{entry.Name}/"))
                    yield return inner;
            }
        }
    }

    private static bool Has(Blob blob, List<string> texts)
    {
        if (texts.Count is 0)
            return true;
        if (blob.Size > LongestFile || blob.IsBinary)
            return false;
        var content = blob.GetContentText();
        return texts.TrueForAll(text => content.Contains(text, StringComparison.OrdinalIgnoreCase));
    }

    private static bool TakesRepository(string word, Repository repository) => word.Split(':', 2) switch
    {
        ["org" or "user", var login] => repository.Owner.Login.Equals(login, StringComparison.OrdinalIgnoreCase),
        ["repo", var name] => repository.FullName.Equals(name, StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private static bool TakesPath(string word, string path) => word.Split(':', 2) switch
    {
        ["filename", var name] => path[(path.LastIndexOf('/') + 1)..].Contains(name, StringComparison.OrdinalIgnoreCase),
        ["path", var folder] => path.StartsWith(folder.Trim('/'), StringComparison.OrdinalIgnoreCase),
        ["extension", var extension] => path.EndsWith($".{extension}", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private static object View(RepositoryScope scope, string path, Blob blob) => new
    {
        Name = path[(path.LastIndexOf('/') + 1)..],
        Path = path,
        blob.Sha,
        Url = GitJson.Url(scope, $"contents/{path}"),
        GitUrl = GitJson.Url(scope, $"git/blobs/{blob.Sha}"),
        HtmlUrl = GitJson.Html(scope, $"blob/{scope.Repository.DefaultBranch}/{path}"),
        Repository = RepositoryJson.Of(scope.Repository, scope.Urls, scope.Caller),
        Score = 1.0,
    };
}
