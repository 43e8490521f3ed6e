using System.Text;
using System.Text.Json;

namespace Octobatch.Tests.GitHubSimulator;

/// <summary>What a client of GitHub does, in as few words as tests like it.</summary>
public static class GitHubCalls
{
    public static Task<Reply> QueryAsync(this RunningSimulator simulator, string query, string? token, object? variables = null) =>
        simulator.PostAsync("/graphql", token, new { query, variables });

    public static JsonElement Data(this Reply reply, string name) => reply.Json.GetProperty("data").GetProperty(name);

    public static async Task<(string Id, string Head)> HeadAsync(this RunningSimulator simulator, string token, string owner, string name)
    {
        var reply = await simulator.QueryAsync(
            "query($o: String!, $n: String!) { repository(owner: $o, name: $n) { id defaultBranchRef { target { oid } } } }", token, new { o = owner, n = name });
        var repository = reply.Data("repository");
        return (repository.GetProperty("id").GetString()!, repository.GetProperty("defaultBranchRef").GetProperty("target").GetProperty("oid").GetString()!);
    }

    /// <summary>Branch, commit and pull request in one document, as Octobatch publishes.</summary>
    public static Task<Reply> PublishAsync(
        this RunningSimulator simulator, string token, string repositoryId, string head, string fullName,
        string branch = "octobatch/x", string path = "README.md", string? expectedHead = null) => simulator.QueryAsync("""
            mutation($ref: CreateRefInput!, $commit: CreateCommitOnBranchInput!, $pull: CreatePullRequestInput!) {
              createRef(input: $ref) { ref { id } }
              createCommitOnBranch(input: $commit) { commit { oid } }
              createPullRequest(input: $pull) { pullRequest { id number state mergeable headRefOid url } }
            }
            """, token, new Dictionary<string, object>
        {
            ["ref"] = new { repositoryId, name = $"refs/heads/{branch}", oid = head },
            ["commit"] = new
            {
                branch = new { repositoryNameWithOwner = fullName, branchName = branch },
                message = new { headline = "Change it", body = "For a reason." },
                expectedHeadOid = expectedHead ?? head,
                fileChanges = new { additions = new[] { new { path, contents = Base64("changed\n") }, new { path = "docs/new.md", contents = Base64("# New\n") } } },
            },
            ["pull"] = new { repositoryId, baseRefName = "main", headRefName = branch, title = "Change it", body = "Because." },
        });

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
