using System.Text;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Pulls;
using Octobatch.GitHubSimulator.Repositories;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.People;

/// <summary>What people and their machines do in a repository. Each method says why it could not be done, or null.</summary>
public sealed class Maintainers(Simulator simulator)
{
    private const string Nobody = "There is no such repository, pull request or person.";

    /// <summary>Approves a pull request.</summary>
    public string? Approve(string repository, int number, string person = "alice") =>
        OnPull(repository, number, person, (scope, pull) => PullWriter.AddReview(scope, pull, "APPROVED", ""));

    /// <summary>Asks for changes.</summary>
    public string? RequestChanges(string repository, int number, string person = "alice") =>
        OnPull(repository, number, person, (scope, pull) => PullWriter.AddReview(scope, pull, "CHANGES_REQUESTED", "Please change this."));

    /// <summary>Writes a comment.</summary>
    public string? Comment(string repository, int number, string body, string person = "alice") =>
        OnPull(repository, number, person, (scope, pull) => IssueEndpoints.Comment(scope, pull, body));

    /// <summary>Closes a pull request without merging it.</summary>
    public string? Close(string repository, int number, string person = "alice") => OnPull(repository, number, person, PullWriter.Close);

    /// <summary>Opens a closed pull request again.</summary>
    public string? Reopen(string repository, int number, string person = "alice")
    {
        string? reason = null;
        return OnPull(repository, number, person, (scope, pull) => reason = PullWriter.Reopen(scope, pull)) ?? reason;
    }

    /// <summary>Merges a pull request, if it can be.</summary>
    public string? Merge(string repository, int number, string person = "alice")
    {
        string? reason = null;
        return OnPull(repository, number, person, (scope, pull) =>
        {
            reason = scope.Blocked(pull);
            if (reason is null)
                PullWriter.Merge(scope, pull, "merge");
        }) ?? reason;
    }

    /// <summary>Starts a check on a pull request's head, or ends it with a <paramref name="conclusion"/> such as <c>success</c> or <c>failure</c>.</summary>
    public string? Check(string repository, int number, string? conclusion, string name = "ci") => OnPull(repository, number, "octo-admin", (scope, pull) =>
    {
        var run = CheckState.RunsOf(scope.Repository, pull.HeadSha).FirstOrDefault(each => each.Name == name && each.Status is not "completed")
            ?? CheckWriter.Start(scope, name, pull.HeadSha);
        if (conclusion is not null)
            CheckWriter.Finish(scope, run, conclusion);
        else
            run.Status = "in_progress";
    });

    /// <summary>Commits a file to a branch: a pull request's, which makes it drift, or the base, which advances it.</summary>
    public string? Push(string repository, string branch, string path, string content, string person = "alice") => On(repository, person, scope =>
    {
        if (scope.Git.Branch(branch) is not { } head)
            return Nobody;
        var commit = Change(scope, head, path, content, person);
        scope.Git.Refs.UpdateTarget($"refs/heads/{branch}", commit.Sha);
        simulator.Pushed(scope, $"refs/heads/{branch}", head.Sha, commit.Sha);
        return null;
    });

    /// <summary>Merges the base into a pull request's branch, as GitHub's button does, or as its editor for conflicts does where a file is given.</summary>
    public string? UpdateBranch(string repository, int number, string person = "alice", string? path = null, string content = "")
    {
        string? reason = null;
        return OnPull(repository, number, person, (scope, pull) =>
        {
            var (main, head) = (scope.Base(pull)!, scope.Head(pull)!);
            var merged = scope.Git.ObjectDatabase.MergeCommits(head, main, new MergeTreeOptions { MergeFileFavor = path is null ? MergeFileFavor.Normal : MergeFileFavor.Ours });
            if (merged.Status is MergeTreeStatus.Conflicts)
            {
                reason = "It conflicts with its base branch.";
                return;
            }

            var files = TreeDefinition.From(merged.Tree);
            if (path is not null)
                files.Add(path, scope.Git.CreateBlob(Encoding.UTF8.GetBytes(content)), merged.Tree.Entry(path)?.Mode ?? Mode.NonExecutableFile);
            var who = new Signature(person, $"{person}@example.com", scope.Now);
            var commit = simulator.Signing.Commit(
                scope.Git, who, who, $"Merge branch '{pull.BaseRef}' into {pull.HeadRef}\n", scope.Git.ObjectDatabase.CreateTree(files), [head, main]);
            scope.Git.Refs.UpdateTarget($"refs/heads/{pull.HeadRef}", commit.Sha);
            simulator.Pushed(scope, $"refs/heads/{pull.HeadRef}", head.Sha, commit.Sha);
        }) ?? reason;
    }

    /// <summary>Opens a pull request with a commit of a file that is on a branch of a person's fork.</summary>
    public string? OpenFromFork(string repository, string branch, string path, string content, string person = "alice") => On(repository, person, scope =>
    {
        if (scope.Git.Branch(scope.Repository.DefaultBranch) is not { } main)
            return Nobody;
        PullWriter.OpenFromFork(scope, branch, Change(scope, main, path, content, person), main);
        return null;
    });

    /// <summary>Deletes a branch.</summary>
    public string? DeleteBranch(string repository, string branch, string person = "alice") => On(repository, person, scope =>
        scope.Git.Refs[$"refs/heads/{branch}"] is { } reference ? RefWriter.Delete(scope, reference) : Nobody);

    /// <summary>Protects a branch, or with null frees it.</summary>
    public string? Protect(string repository, string branch, BranchProtection? rule) => On(repository, "octo-admin", scope =>
    {
        if (rule is null)
            scope.Repository.Protections.Remove(branch);
        else
            scope.Repository.Protections[branch] = rule;
        return null;
    });

    /// <summary>Renames a repository.</summary>
    public string? Rename(string repository, string name) => On(repository, "octo-admin", scope => RepositoryWriter.Rename(scope, name));

    /// <summary>Gives a repository to another account: an organisation with an installation, or a person, where no installation sees it.</summary>
    public string? Transfer(string repository, string login) => On(repository, "octo-admin", scope =>
        simulator.AccountNamed(login) is { } owner ? RepositoryWriter.Transfer(scope, owner) : Nobody);

    /// <summary>Deletes a repository.</summary>
    public string? Delete(string repository) => On(repository, "octo-admin", scope =>
    {
        RepositoryWriter.Delete(scope);
        return null;
    });

    /// <summary>Gives a repository other topics.</summary>
    public string? SetTopics(string repository, params IReadOnlyList<string> topics) => On(repository, "octo-admin", scope =>
    {
        RepositoryWriter.SetTopics(scope, topics);
        return null;
    });

    /// <summary>Sets a custom property, or with null takes it away.</summary>
    public string? SetProperty(string repository, string name, string? value) => On(repository, "octo-admin", scope =>
    {
        RepositoryWriter.SetProperty(scope, name, value);
        return null;
    });

    /// <summary>Gives a repository other rules for its branches; their numbers are the simulator's to give.</summary>
    public string? SetRules(string repository, params IReadOnlyList<Ruleset> rulesets) => On(repository, "octo-admin", scope =>
    {
        scope.Repository.Rulesets = [.. rulesets.Select(set => set with { Id = simulator.NextId() })];
        return null;
    });

    /// <summary>Archives a repository, or takes it out of the archive.</summary>
    public string? Archive(string repository, bool archived = true) => On(repository, "octo-admin", scope =>
    {
        RepositoryWriter.Archive(scope, archived);
        return null;
    });

    internal string? OnPull(string repository, int number, string person, Action<RepositoryScope, PullRequest> act) => On(repository, person, scope =>
    {
        if (scope.Repository.PullNumbered(number) is not { } pull)
            return Nobody;
        act(scope, pull);
        return null;
    });

    private static Commit Change(RepositoryScope scope, Commit parent, string path, string content, string person)
    {
        var files = TreeDefinition.From(parent.Tree);
        files.Add(path, scope.Git.CreateBlob(Encoding.UTF8.GetBytes(content)), parent.Tree.Entry(path)?.Mode ?? Mode.NonExecutableFile);
        var who = new Signature(person, $"{person}@example.com", scope.Now);
        return scope.Git.ObjectDatabase.CreateCommit(who, who, $"Change {path}\n", scope.Git.ObjectDatabase.CreateTree(files), [parent], prettifyMessage: false);
    }

    private string? On(string repository, string person, Func<RepositoryScope, string?> act)
    {
        if (!simulator.Repositories.TryFind(repository, out var found) || simulator.PersonNamed(person) is not { } actor)
            return Nobody;
        lock (found.Gate)
        {
            var reason = act(new RepositoryScope(simulator, found, Caller.Anonymous, simulator.OwnUrls, actor));
            RepositoryState.Save(simulator, found);
            return reason;
        }
    }
}
