using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Publishing;

/// <summary>The GraphQL of publishing, and how its answer is read.</summary>
internal static class PublishDocument
{
    public const string All = """
        mutation($branch: CreateRefInput!, $commit: CreateCommitOnBranchInput!, $pull: CreatePullRequestInput!) {
          branch: createRef(input: $branch) { ref { id } }
          commit: createCommitOnBranch(input: $commit) { commit { oid } }
          pull: createPullRequest(input: $pull) { pullRequest { id number url } }
        }
        """;

    public const string CommitOnly =
        "mutation($commit: CreateCommitOnBranchInput!) { commit: createCommitOnBranch(input: $commit) { commit { oid } } }";

    public static JsonObject Variables(RepositoryName repository, NewPublication publication) => new()
    {
        ["branch"] = new JsonObject
        {
            ["repositoryId"] = publication.RepositoryId,
            ["name"] = $"refs/heads/{publication.Commit.Branch}",
            ["oid"] = publication.BaseHead,
        },
        ["commit"] = Commit(repository, publication.Commit),
        ["pull"] = new JsonObject
        {
            ["repositoryId"] = publication.RepositoryId,
            ["baseRefName"] = publication.BaseBranch,
            ["headRefName"] = publication.Commit.Branch,
            ["title"] = publication.Title,
            ["body"] = publication.Body,
            ["draft"] = publication.Draft,
        },
    };

    public static JsonObject Commit(RepositoryName repository, NewCommitOnBranch commit)
    {
        var (additions, deletions) = (new JsonArray(), new JsonArray());
        foreach (var change in commit.Changes)
        {
            if (change.Content is { } content)
                additions.Add((JsonNode)new JsonObject { ["path"] = change.Path, ["contents"] = Convert.ToBase64String(content.Span) });
            else
                deletions.Add((JsonNode)new JsonObject { ["path"] = change.Path });
        }

        return new()
        {
            ["branch"] = new JsonObject { ["repositoryNameWithOwner"] = repository.ToString(), ["branchName"] = commit.Branch },
            ["message"] = new JsonObject { ["headline"] = commit.Headline, ["body"] = commit.Body ?? "" },
            ["fileChanges"] = new JsonObject { ["additions"] = additions, ["deletions"] = deletions },
            ["expectedHeadOid"] = commit.ExpectedHead,
        };
    }

    public static Published Read(GraphQLAnswer answer)
    {
        var (branch, commit, pull) = (Part(answer, "branch", "ref"), Part(answer, "commit", "commit"), Part(answer, "pull", "pullRequest"));
        return new(
            branch is not null, commit?.GetProperty("oid").GetString(),
            pull is { } made
                ? new(made.GetProperty("id").GetString()!, made.GetProperty("number").GetInt32(), made.GetProperty("url").GetString()!)
                : null,
            pull is null ? answer.Stopped : null);
    }

    public static JsonElement? Part(GraphQLAnswer answer, string alias, string field) =>
        answer.Data.TryGetProperty(alias, out var payload) && payload.ValueKind == JsonValueKind.Object
        && payload.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : null;
}
