using LibGit2Sharp;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Pulls;

/// <summary>A pull request that somebody wants to open.</summary>
internal sealed record NewPull(string Title, string? Body, string Head, string Base, bool IsDraft);

/// <summary>Why a pull request was not opened: GitHub names the field, or only says why.</summary>
internal sealed record PullRefusal(string? Field, string Message);

/// <summary>Everything that changes a pull request, for REST, GraphQL and people alike.</summary>
internal static class PullWriter
{
    public static (PullRequest? Pull, PullRefusal? Refusal) Open(RepositoryScope scope, NewPull wanted)
    {
        var repository = scope.Repository;
        var owner = $"{repository.Owner.Login}:";
        var branch = wanted.Head.StartsWith(owner, StringComparison.OrdinalIgnoreCase) ? wanted.Head[owner.Length..] : wanted.Head;
        branch = Short(branch);
        var target = Short(wanted.Base);
        if (scope.Git.Branch(target) is not { } main)
            return (null, new PullRefusal("base", "invalid"));
        if (scope.Git.Branch(branch) is not { } head)
            return (null, new PullRefusal("head", "invalid"));
        if (repository.Pulls.Any(pull => pull.IsOpen && pull.IsFrom(branch) && pull.BaseRef == target))
            return (null, new PullRefusal(null, $"A pull request already exists for {owner}{branch}."));
        if (!scope.Git.Since(head, main).Any())
            return (null, new PullRefusal(null, $"No commits between {target} and {branch}"));

        var made = new PullRequest
        {
            Id = scope.Simulator.NextId(),
            Number = repository.NextNumber(),
            Author = scope.Actor,
            CreatedAt = scope.Now,
            UpdatedAt = scope.Now,
            HeadRef = branch,
            BaseRef = target,
            HeadSha = head.Sha,
            BaseSha = main.Sha,
            Title = wanted.Title,
            Body = wanted.Body ?? "",
            IsDraft = wanted.IsDraft,
        };
        Add(scope, made);
        return (made, null);
    }

    /// <summary>Opens a pull request whose branch is in somebody's fork.</summary>
    public static void OpenFromFork(RepositoryScope scope, string branch, Commit head, Commit main) => Add(scope, new PullRequest
    {
        Id = scope.Simulator.NextId(),
        Number = scope.Repository.NextNumber(),
        Author = scope.Actor,
        Fork = new(scope.Simulator.NextId(), scope.Actor, scope.Repository.Name, scope.Now) { IsFork = true },
        CreatedAt = scope.Now,
        UpdatedAt = scope.Now,
        HeadRef = branch,
        BaseRef = scope.Repository.DefaultBranch,
        HeadSha = head.Sha,
        BaseSha = main.Sha,
        Title = head.MessageShort,
    });

    private static void Add(RepositoryScope scope, PullRequest pull)
    {
        scope.Repository.Pulls.Add(pull);
        scope.Git.Refs.Add($"refs/pull/{pull.Number}/head", new ObjectId(pull.HeadSha), allowOverwrite: true);
        scope.Raise(pull, "opened");
    }

    public static void Close(RepositoryScope scope, PullRequest pull)
    {
        if (!pull.IsOpen)
            return;
        Settle(scope, pull);
        scope.Raise(pull, "closed");
    }

    /// <returns>Why it cannot be opened again; null when it is open.</returns>
    public static string? Reopen(RepositoryScope scope, PullRequest pull)
    {
        if (pull.IsOpen)
            return null;
        if (pull.MergedAt is not null || pull.Fork is not null || scope.Git.Branch(pull.HeadRef) is not { } head || scope.Git.Branch(pull.BaseRef) is not { } main)
            return "state cannot be changed.";
        if (!scope.Git.Since(head, main).Any())
            return $"There are no new commits between base branch '{pull.BaseRef}' and head branch '{pull.HeadRef}'";
        (pull.IsOpen, pull.ClosedAt, pull.HeadSha, pull.UpdatedAt) = (true, null, head.Sha, scope.Now);
        scope.Raise(pull, "reopened");
        return null;
    }

    /// <summary>Merges by <paramref name="method"/>: <c>merge</c>, <c>squash</c> or <c>rebase</c>. The caller has looked at <see cref="PullState.Blocked"/>.</summary>
    public static void Merge(RepositoryScope scope, PullRequest pull, string method, string? title = null, string? message = null)
    {
        var (main, head) = (scope.Base(pull)!, scope.Head(pull)!);
        var who = new Signature(scope.Actor.Login, $"{scope.Actor.Login}@users.noreply.github.com", scope.Now);
        var tree = scope.Git.ObjectDatabase.MergeCommits(main, head, new MergeTreeOptions()).Tree;
        var text = method is "merge"
            ? $"{title ?? $"Merge pull request #{pull.Number} from {(pull.Fork ?? scope.Repository).Owner.Login}/{pull.HeadRef}"}\n\n{message ?? pull.Title}"
            : $"{title ?? $"{pull.Title} (#{pull.Number})"}\n\n{message}";
        var commit = scope.Simulator.Signing.Commit(scope.Git, who, who, text.TrimEnd() + "\n", tree, method is "merge" ? [main, head] : [main]);

        pull.MergeCommitSha = commit.Sha;
        pull.MergedAt = scope.Now;
        pull.MergedBy = scope.Actor;
        Settle(scope, pull);
        scope.Git.Refs.UpdateTarget($"refs/heads/{pull.BaseRef}", commit.Sha);
        scope.Raise(pull, "closed");
        scope.Simulator.Pushed(scope, $"refs/heads/{pull.BaseRef}", main.Sha, commit.Sha);
    }

    public static Review AddReview(RepositoryScope scope, PullRequest pull, string state, string body)
    {
        var review = new Review(scope.Simulator.NextId(), scope.Actor, state, body, pull.HeadSha, scope.Now);
        pull.Reviews.Add(review);
        pull.RequestedReviewers.RemoveAll(reviewer => reviewer.Id == scope.Actor.Id);
        pull.UpdatedAt = scope.Now;
        scope.Raise(pull, review);
        MergeWhenReady(scope, pull);
        return review;
    }

    /// <summary>Does what a pull request with auto-merge waits for.</summary>
    public static void MergeWhenReady(RepositoryScope scope, PullRequest pull)
    {
        if (pull.AutoMergeMethod is { } method && pull.IsOpen && scope.MergeState(pull) is "CLEAN")
            Merge(scope, pull, method);
    }

    /// <summary>Asks for reviews.</summary>
    /// <returns>Why not; null when they are asked for.</returns>
    public static string? Request(RepositoryScope scope, PullRequest pull, IReadOnlyList<Owner?> reviewers, IReadOnlyList<string> teams)
    {
        var known = scope.Simulator.TeamsOf(scope.Repository.Owner);
        if (reviewers.Any(reviewer => reviewer is null || reviewer == scope.Simulator.Stranger) || teams.Any(team => !known.Contains(team)))
            return $"Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the {scope.Repository.FullName} repository.";
        if (reviewers.Any(reviewer => reviewer!.Id == pull.Author.Id))
            return "Review cannot be requested from pull request author.";
        pull.RequestedReviewers.AddRange(reviewers.Where(reviewer => !pull.RequestedReviewers.Contains(reviewer!))!);
        pull.RequestedTeams.AddRange(teams.Except(pull.RequestedTeams));
        pull.UpdatedAt = scope.Now;
        scope.Raise(pull, "review_requested");
        return null;
    }

    /// <summary>What a push means to the pull requests from and to the branch.</summary>
    public static void Follow(RepositoryScope scope, string branch, string? before, string? after)
    {
        foreach (var pull in scope.Repository.Pulls.Where(pull => pull.IsOpen && (pull.IsFrom(branch) || pull.BaseRef == branch)).ToList())
        {
            if (pull.IsFrom(branch))
                FollowHead(scope, pull, before, after);
            else if (after is null)
                Close(scope, pull);
            else
                FollowBase(scope, pull, after);
        }
    }

    private static void FollowHead(RepositoryScope scope, PullRequest pull, string? before, string? after)
    {
        if (after is null)
        {
            Close(scope, pull);
            return;
        }

        var main = scope.Base(pull);
        pull.HeadSha = after;
        pull.UpdatedAt = scope.Now;
        scope.Git.Refs.Add($"refs/pull/{pull.Number}/head", after, allowOverwrite: true);
        scope.Raise(pull, "synchronize", before, after);

        // A head that has nothing more than the base leaves nothing to merge: GitHub closes the pull request for good.
        if (main is not null && scope.Head(pull) is { } head && !scope.Git.Since(head, main).Any())
            Close(scope, pull);
    }

    private static void FollowBase(RepositoryScope scope, PullRequest pull, string after)
    {
        if (scope.Head(pull) is not { } head || scope.Git.FindExact<Commit>(after) is not { } main || scope.Git.Since(head, main).Any())
            return;
        (pull.MergedAt, pull.MergedBy, pull.MergeCommitSha) = (scope.Now, scope.Actor, after);
        Settle(scope, pull);
        scope.Raise(pull, "closed");
    }

    private static void Settle(RepositoryScope scope, PullRequest pull)
    {
        pull.BaseSha = scope.Git.Branch(pull.BaseRef)?.Sha ?? pull.BaseSha;
        (pull.IsOpen, pull.ClosedAt, pull.UpdatedAt, pull.AutoMergeMethod) = (false, scope.Now, scope.Now, null);
    }

    private static string Short(string name) => name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name["refs/heads/".Length..] : name;
}
