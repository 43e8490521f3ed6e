using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>GitHub's forms of git's objects.</summary>
internal static class GitJson
{
    public static string Url(RepositoryScope call, string rest) => $"{call.Urls.Api}/repos/{call.Repository.FullName}/{rest}";

    public static string Html(RepositoryScope call, string rest) => $"{call.Urls.Root}/{call.Repository.FullName}/{rest}";

    public static object Reference(RepositoryScope call, string fullName, GitObject target) => new
    {
        Ref = fullName,
        NodeId = NodeIds.Of("REF", $"{call.Repository.Id}:{fullName}"),
        Url = Url(call, $"git/{fullName}"),
        Object = new { target.Sha, Type = TypeOf(target), Url = Url(call, $"git/{TypeOf(target)}s/{target.Sha}") },
    };

    public static object Commit(RepositoryScope call, Commit commit) => new
    {
        commit.Sha,
        NodeId = NodeIds.Of("C", $"{call.Repository.Id}:{commit.Sha}"),
        Url = Url(call, $"git/commits/{commit.Sha}"),
        HtmlUrl = Html(call, $"commit/{commit.Sha}"),
        Author = Person(commit.Author),
        Committer = Person(commit.Committer),
        Tree = new { commit.Tree.Sha, Url = Url(call, $"git/trees/{commit.Tree.Sha}") },
        Message = commit.Message.TrimEnd('\n'),
        Parents = commit.Parents.Select(parent => new
        {
            parent.Sha,
            Url = Url(call, $"git/commits/{parent.Sha}"),
            HtmlUrl = Html(call, $"commit/{parent.Sha}"),
        }),
        Verification = call.Simulator.Signing.Verify(call.Git, commit),
    };

    /// <summary>A commit as in lists of commits, with its tree and message in a member of its own.</summary>
    public static object RichCommit(RepositoryScope call, Commit commit, bool withFiles = false)
    {
        var shown = new
        {
            commit.Sha,
            NodeId = NodeIds.Of("C", $"{call.Repository.Id}:{commit.Sha}"),
            Commit = new
            {
                Author = Person(commit.Author),
                Committer = Person(commit.Committer),
                Message = commit.Message.TrimEnd('\n'),
                Tree = new { commit.Tree.Sha, Url = Url(call, $"git/trees/{commit.Tree.Sha}") },
                Url = Url(call, $"git/commits/{commit.Sha}"),
                CommentCount = 0,
                Verification = call.Simulator.Signing.Verify(call.Git, commit),
            },
            Url = Url(call, $"commits/{commit.Sha}"),
            HtmlUrl = Html(call, $"commit/{commit.Sha}"),
            CommentsUrl = Url(call, $"commits/{commit.Sha}/comments"),
            Author = (object?)null,
            Committer = (object?)null,
            Parents = commit.Parents.Select(parent => new
            {
                parent.Sha,
                Url = Url(call, $"commits/{parent.Sha}"),
                HtmlUrl = Html(call, $"commit/{parent.Sha}"),
            }),
        };
        if (!withFiles)
            return shown;
        var patch = call.Git.Diff.Compare<Patch>(commit.Parents.FirstOrDefault()?.Tree, commit.Tree);
        return new
        {
            shown.Sha,
            shown.NodeId,
            shown.Commit,
            shown.Url,
            shown.HtmlUrl,
            shown.CommentsUrl,
            shown.Author,
            shown.Committer,
            shown.Parents,
            Stats = new { Additions = patch.LinesAdded, Deletions = patch.LinesDeleted, Total = patch.LinesAdded + patch.LinesDeleted },
            Files = patch.Select(entry => DiffEntry(call, entry, commit.Sha)),
        };
    }

    public static DiffEntryJson DiffEntry(RepositoryScope call, PatchEntryChanges entry, string head)
    {
        var hunks = entry.Patch.IndexOf("\n@@ ", StringComparison.Ordinal);
        return new DiffEntryJson
        {
            Sha = entry.Status is ChangeKind.Deleted ? entry.OldOid.Sha : entry.Oid.Sha,
            Filename = entry.Path,
            Status = entry.Status switch
            {
                ChangeKind.Added => "added",
                ChangeKind.Deleted => "removed",
                ChangeKind.Renamed => "renamed",
                ChangeKind.Copied => "copied",
                ChangeKind.TypeChanged => "changed",
                _ => "modified",
            },
            Additions = entry.LinesAdded,
            Deletions = entry.LinesDeleted,
            Changes = entry.LinesAdded + entry.LinesDeleted,
            BlobUrl = Html(call, $"blob/{head}/{Uri.EscapeDataString(entry.Path)}"),
            RawUrl = Html(call, $"raw/{head}/{Uri.EscapeDataString(entry.Path)}"),
            ContentsUrl = Url(call, $"contents/{Uri.EscapeDataString(entry.Path)}?ref={head}"),
            Patch = hunks < 0 ? null : entry.Patch[(hunks + 1)..].TrimEnd('\n'),
            PreviousFilename = entry.Status is ChangeKind.Renamed ? entry.OldPath : null,
        };
    }

    public static string TypeOf(GitObject target) => target switch
    {
        LibGit2Sharp.Commit => "commit",
        Tree => "tree",
        Blob => "blob",
        _ => "tag",
    };

    /// <summary>The six digits of a file's mode, as git writes them.</summary>
    public static string ModeOf(Mode mode) => Convert.ToString((int)mode, 8).PadLeft(6, '0');

    private static object Person(Signature person) => new { person.Name, person.Email, Date = person.When };
}
