using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Branches, their protection, commits, comparisons and archives.</summary>
internal static class BranchEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Repository("GET", "/branches", Need.Read("contents"), List);
        routes.Repository("GET", "/branches/{branch}", Need.Read("contents"), Get);
        routes.Repository("GET", "/branches/{branch}/protection", Need.Read("administration"), GetProtection);
        routes.Repository("GET", "/commits", Need.Read("contents"), Commits);
        routes.Repository("GET", "/commits/{ref}", Need.Read("contents"), GetCommit);
        routes.Repository("GET", "/compare/{**basehead}", Need.Read("contents"), Compare);
        routes.Repository("GET", "/tarball/{**ref}", Need.Read("contents"), call => Archives.Redirect(call, "tar.gz"));
    }

    private static Answer List(RepositoryCall call)
    {
        var branches = call.Git.Refs
            .Where(reference => reference.IsLocalBranch)
            .OrderBy(reference => reference.CanonicalName, StringComparer.Ordinal)
            .Select(reference => (Name: reference.CanonicalName["refs/heads/".Length..], Sha: reference.TargetIdentifier))
            .ToList();
        return call.Call.Page(branches, branch => new
        {
            branch.Name,
            Commit = new { branch.Sha, Url = GitJson.Url(call, $"commits/{branch.Sha}") },
            Protected = Protection.Of(call.Repository, branch.Name) is not null,
        });
    }

    private static Answer Get(RepositoryCall call)
    {
        var name = call.Route("branch");
        if (call.Git.Branch(name) is not { } commit)
            return Answer.Refused(404, "Branch not found", "https://docs.github.com/rest/branches/branches#get-a-branch");
        var rule = Protection.Of(call.Repository, name);
        var protectionUrl = GitJson.Url(call, $"branches/{name}/protection");
        return Answer.Ok(new
        {
            Name = name,
            Commit = GitJson.RichCommit(call, commit),
            _links = new { Self = GitJson.Url(call, $"branches/{name}"), Html = GitJson.Html(call, $"tree/{name}") },
            Protected = rule is not null,
            Protection = new
            {
                Enabled = rule is not null,
                RequiredStatusChecks = new
                {
                    EnforcementLevel = rule is null ? "off" : "non_admins",
                    Contexts = rule?.RequiredChecks ?? [],
                    Checks = (rule?.RequiredChecks ?? []).Select(context => new { Context = context, AppId = (int?)null }),
                },
            },
            ProtectionUrl = protectionUrl,
        });
    }

    private static Answer GetProtection(RepositoryCall call)
    {
        var name = call.Route("branch");
        if (call.Git.Branch(name) is null)
            return Answer.Refused(404, "Branch not found");
        if (Protection.Of(call.Repository, name) is not { } rule)
            return Answer.Refused(404, "Branch not protected", "https://docs.github.com/rest/branches/branch-protection#get-branch-protection");
        var url = GitJson.Url(call, $"branches/{name}/protection");
        return Answer.Ok(new
        {
            Url = url,
            RequiredStatusChecks = new
            {
                Url = $"{url}/required_status_checks",
                Strict = false,
                Contexts = rule.RequiredChecks,
                ContextsUrl = $"{url}/required_status_checks/contexts",
                Checks = rule.RequiredChecks.Select(context => new { Context = context, AppId = (int?)null }),
            },
            RequiredPullRequestReviews = new
            {
                Url = $"{url}/required_pull_request_reviews",
                DismissStaleReviews = false,
                RequireCodeOwnerReviews = false,
                RequiredApprovingReviewCount = rule.RequiredApprovals,
                RequireLastPushApproval = false,
            },
            EnforceAdmins = new { Url = $"{url}/enforce_admins", Enabled = true },
            RequiredLinearHistory = new { Enabled = false },
            AllowForcePushes = new { Enabled = false },
            AllowDeletions = new { Enabled = false },
        });
    }

    private static Answer Commits(RepositoryCall call)
    {
        var name = call.Call.Query("sha") ?? call.Repository.DefaultBranch;
        if (call.Git.FindCommit(name) is not { } head)
            return call.Git.Head.Tip is null ? Answer.Refused(409, "Git Repository is empty.") : Answer.NotFound();
        return call.Call.Page(call.Git.Since(head, null).ToList(), commit => GitJson.RichCommit(call, commit));
    }

    private static Answer GetCommit(RepositoryCall call)
    {
        var name = call.Route("ref");
        return call.Git.FindCommit(name) is { } commit
            ? Answer.Ok(GitJson.RichCommit(call, commit, withFiles: true))
            : Answer.Invalid($"No commit found for SHA: {name}");
    }

    private static Answer Compare(RepositoryCall call)
    {
        var names = call.Route("basehead").Split("...", 2);
        if (names.Length < 2 || call.Git.FindCommit(names[0]) is not { } from || call.Git.FindCommit(names[1]) is not { } to)
            return Answer.NotFound();
        if (call.Git.ObjectDatabase.FindMergeBase(from, to) is not { } common)
            return Answer.Refused(404, $"No common ancestor between {names[0]} and {names[1]}.");
        var ahead = call.Git.Since(to, from).ToList();
        var behind = call.Git.Since(from, to).Count();
        var patch = call.Git.Diff.Compare<Patch>(common.Tree, to.Tree);
        var url = GitJson.Url(call, $"compare/{call.Route("basehead")}");
        var html = GitJson.Html(call, $"compare/{call.Route("basehead")}");
        return Answer.Ok(new
        {
            Url = url,
            HtmlUrl = html,
            PermalinkUrl = html,
            DiffUrl = $"{html}.diff",
            PatchUrl = $"{html}.patch",
            BaseCommit = GitJson.RichCommit(call, from),
            MergeBaseCommit = GitJson.RichCommit(call, common),
            Status = (ahead.Count, behind) switch { (0, 0) => "identical", (_, 0) => "ahead", (0, _) => "behind", _ => "diverged" },
            AheadBy = ahead.Count,
            BehindBy = behind,
            TotalCommits = ahead.Count,
            Commits = ahead.AsEnumerable().Reverse().Take(250).Select(commit => GitJson.RichCommit(call, commit)),
            Files = patch.Take(300).Select(entry => GitJson.DiffEntry(call, entry, to.Sha)),
        });
    }
}
