using LibGit2Sharp;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary><c>createCommitOnBranch</c>: one signed commit on a branch that is where the caller believes it to be.</summary>
internal static class CommitMutation
{
    public static Dictionary<string, object?> Run(Session session, Input input)
    {
        var (scope, branch) = BranchOf(session, input.Inner("branch")!);
        session.Demand(scope, "contents", Access.Write);
        lock (scope.Repository.Gate)
        {
            if (scope.Git.Branch(branch) is not { } head)
                throw GraphError.NotFound($"No such branch '{branch}'.");
            if (head.Sha != input["expectedHeadOid"])
            {
                throw new GraphError("STALE_DATA",
                    $"Expected branch to point to \"{input["expectedHeadOid"]}\" but it did not.  Pull and try again.");
            }

            var tree = scope.Git.ObjectDatabase.CreateTree(Change(scope.Git, head.Tree, input.Inner("fileChanges")));
            if (Workflows.Forbidden(scope.Caller, scope.Git, head.Tree, tree) is { } path)
                throw new GraphError("FORBIDDEN", Workflows.Message(path));
            Mutations.Check(Protection.Refuse(scope, $"refs/heads/{branch}") ?? RuleCheck.Refuse(scope, $"refs/heads/{branch}", BranchDeed.Update));
            var message = input.Inner("message")!;
            var text = message.Text("body") is { Length: > 0 } body ? $"{message["headline"]}\n\n{body}" : message["headline"];
            var author = scope.Simulator.Bot(scope.Now);
            var committer = new Signature("GitHub", "noreply@github.com", scope.Now);
            var commit = scope.Simulator.Signing.Commit(scope.Git, author, committer, text, tree, [head]);
            scope.Git.Refs.UpdateTarget($"refs/heads/{branch}", commit.Sha);
            scope.Simulator.Pushed(scope, $"refs/heads/{branch}", head.Sha, commit.Sha);
            return new() { ["commit"] = new CommitNode(scope, commit.Sha), ["ref"] = new RefNode(scope, $"refs/heads/{branch}") };
        }
    }

    private static TreeDefinition Change(GitRepository git, Tree before, Input? changes)
    {
        var definition = TreeDefinition.From(before);
        foreach (var deletion in changes?.Inputs("deletions") ?? [])
        {
            if (definition[deletion["path"]] is null)
                throw GraphError.Unprocessable($"A path was requested for deletion which does not exist as of commit oid `{before.Sha}`");
            definition.Remove(deletion["path"]);
        }

        foreach (var addition in changes?.Inputs("additions") ?? [])
        {
            if (addition["path"].Split('/').Any(part => part is "" or "." or ".." or ".git"))
                throw GraphError.Unprocessable($"The path \"{addition["path"]}\" is not valid.");
            var bytes = ObjectEndpoints.Decode(addition["contents"], isBase64: true)
                ?? throw GraphError.Unprocessable("contents is not valid Base64");

            // Whatever was there before, this mutation leaves a plain file: it knows neither the executable bit nor links.
            definition.Add(addition["path"], git.CreateBlob(bytes), Mode.NonExecutableFile);
        }

        return definition;
    }

    private static (RepositoryScope Scope, string Branch) BranchOf(Session session, Input branch)
    {
        if (branch.Text("id") is { } id)
        {
            return QueryTypes.NodeOf(session, id) is RefNode reference
                ? (reference.Scope, reference.Name["refs/heads/".Length..])
                : throw GraphError.NoNode(id);
        }

        var (repository, name) = (branch.Text("repositoryNameWithOwner"), branch.Text("branchName"));
        if (repository is null || name is null)
            throw GraphError.Unprocessable("A branch must be named by its id, or by its repository and its name.");
        var scope = session.Find(repository) ?? throw GraphError.NotFound($"Could not resolve to a Repository with the name '{repository}'.");
        return (scope, name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name["refs/heads/".Length..] : name);
    }
}
