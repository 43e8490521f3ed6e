using System.Text.Json;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class GraphQlTests
{
    [Fact]
    public async Task Many_repositories_are_read_in_one_request_through_aliases()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.QueryAsync("""
            query($path: String!) {
              a: repository(owner: "acme", name: "checkout") { ...head }
              b: repository(owner: "acme", name: "label-printer") { ...head }
              rateLimit { cost remaining nodeCount }
            }
            fragment head on Repository {
              id nameWithOwner isArchived visibility
              defaultBranchRef { name prefix target { oid ... on Commit { history(first: 1) { totalCount nodes { messageHeadline } } } } }
              file: object(expression: $path) { __typename oid ... on Blob { text byteSize isBinary isTruncated } }
              folder: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name type mode path object { ... on Blob { text } } } } }
              logo: object(expression: "HEAD:docs/logo.png") { ... on Blob { text isBinary } }
              missing: object(expression: "HEAD:nowhere") { oid }
            }
            """, await simulator.MintAsync(), new { path = "HEAD:README.md" });
        var checkout = reply.Data("a");
        Assert.Equal("acme/checkout", checkout.GetProperty("nameWithOwner").GetString());
        Assert.Equal("PRIVATE", checkout.GetProperty("visibility").GetString());
        Assert.StartsWith("# checkout\n", checkout.GetProperty("file").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("First version", checkout.GetProperty("defaultBranchRef").GetProperty("target").GetProperty("history").GetProperty("nodes")[0].GetProperty("messageHeadline").GetString());
        Assert.Equal("ci.yml", checkout.GetProperty("folder").GetProperty("entries")[0].GetProperty("name").GetString());
        Assert.Equal("blob", checkout.GetProperty("folder").GetProperty("entries")[0].GetProperty("type").GetString());
        Assert.True(checkout.GetProperty("logo").GetProperty("isBinary").GetBoolean());
        Assert.Equal(JsonValueKind.Null, checkout.GetProperty("logo").GetProperty("text").ValueKind);
        Assert.Equal(JsonValueKind.Null, checkout.GetProperty("missing").ValueKind);
        Assert.Equal("master", reply.Data("b").GetProperty("defaultBranchRef").GetProperty("name").GetString());
        Assert.Equal(4_999, reply.Data("rateLimit").GetProperty("remaining").GetInt32());
        Assert.Equal(("4999", "graphql"), (reply.Header("x-ratelimit-remaining"), reply.Header("x-ratelimit-resource")));
    }

    [Fact]
    public async Task What_is_not_there_is_an_error_of_its_field_with_the_rest_answered()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.QueryAsync("""
            { there: repository(owner: "acme", name: "stock") { name }
              other: repository(owner: "globex", name: "api") { name } }
            """, await simulator.MintAsync());
        Assert.Equal("stock", reply.Data("there").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, reply.Data("other").ValueKind);
        var error = reply.Json.GetProperty("errors")[0];
        Assert.Equal("NOT_FOUND", error.GetProperty("type").GetString());
        Assert.Equal("Could not resolve to a Repository with the name 'globex/api'.", error.GetProperty("message").GetString());
        Assert.Equal("other", error.GetProperty("path")[0].GetString());
    }

    [Fact]
    public async Task Branch_commit_and_pull_request_are_made_in_one_document()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        var reply = await simulator.PublishAsync(token, id, head, "acme/checkout");
        Assert.False(reply.Json.TryGetProperty("errors", out var errors), errors.ToString());
        var pull = reply.Data("createPullRequest").GetProperty("pullRequest");
        Assert.Equal(1, pull.GetProperty("number").GetInt32());
        Assert.Equal("OPEN", pull.GetProperty("state").GetString());
        Assert.Equal("MERGEABLE", pull.GetProperty("mergeable").GetString());
        Assert.Equal(reply.Data("createCommitOnBranch").GetProperty("commit").GetProperty("oid").GetString(), pull.GetProperty("headRefOid").GetString());

        var seen = await simulator.GetAsync("/repos/acme/checkout/pulls/1", token);
        Assert.Equal((200, "octobatch[bot]", 1, 2, "clean"), (
            seen.Status,
            seen.Json.GetProperty("user").GetProperty("login").GetString(),
            seen.Json.GetProperty("commits").GetInt32(),
            seen.Json.GetProperty("changed_files").GetInt32(),
            seen.Json.GetProperty("mergeable_state").GetString()));
        var commit = await simulator.GetAsync($"/repos/acme/checkout/git/commits/{pull.GetProperty("headRefOid")}", token);
        Assert.True(commit.Json.GetProperty("verification").GetProperty("verified").GetBoolean());
        Assert.Equal("valid", commit.Json.GetProperty("verification").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task After_a_mutation_that_failed_the_rest_of_the_document_is_not_run_and_nothing_is_taken_back()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        var reply = await simulator.PublishAsync(token, id, head, "acme/checkout", expectedHead: new string('1', 40));
        var error = reply.Json.GetProperty("errors")[0];
        Assert.Equal(("STALE_DATA", 1), (error.GetProperty("type").GetString(), reply.Json.GetProperty("errors").GetArrayLength()));
        Assert.NotEqual(JsonValueKind.Null, reply.Data("createRef").ValueKind);
        Assert.Equal(JsonValueKind.Null, reply.Data("createPullRequest").ValueKind);
        Assert.Equal(200, (await simulator.GetAsync("/repos/acme/checkout/git/ref/heads/octobatch/x", token)).Status);
        Assert.Equal(0, (await simulator.GetAsync("/repos/acme/checkout/pulls", token)).Json.GetArrayLength());

        var again = await simulator.PublishAsync(token, id, head, "acme/checkout");
        Assert.Equal("A ref named \"refs/heads/octobatch/x\" already exists in the repository.", again.Json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_commit_leaves_a_plain_file_where_an_executable_was()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        await simulator.PublishAsync(token, id, head, "acme/checkout", path: "scripts/build.sh");
        var tree = await simulator.GetAsync("/repos/acme/checkout/git/trees/octobatch/x?recursive=1", token);
        Assert.Equal("100644", Mode(tree));
        Assert.Equal("100755", Mode(await simulator.GetAsync("/repos/acme/checkout/git/trees/main?recursive=1", token)));

        static string? Mode(Reply reply) => reply.Json.GetProperty("tree").EnumerateArray()
            .Single(entry => entry.GetProperty("path").GetString() == "scripts/build.sh").GetProperty("mode").GetString();
    }

    [Theory]
    [InlineData("""{"permissions":{"contents":"write","pull_requests":"write"}}""", ".github/workflows/ci.yml", "refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml` without `workflows` permission")]
    [InlineData("""{"permissions":{"contents":"read","pull_requests":"write"}}""", "README.md", "Resource not accessible by integration")]
    [InlineData("""{"permissions":{"contents":"write"}}""", "README.md", "Resource not accessible by integration")]
    public async Task A_token_that_lacks_a_permission_is_refused(string permissions, string path, string message)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var (id, head) = await simulator.HeadAsync(await simulator.MintAsync(), "acme", "checkout");
        var token = await simulator.MintAsync(1, JsonElement.Parse(permissions));
        var reply = await simulator.PublishAsync(token, id, head, "acme/checkout", path: path);
        var error = reply.Json.GetProperty("errors")[0];
        Assert.Equal(("FORBIDDEN", message), (error.GetProperty("type").GetString(), error.GetProperty("message").GetString()));
    }

    [Theory]
    [InlineData("{ organization(login: \"acme\") { repositories { totalCount } } }", "MISSING_PAGINATION_BOUNDARIES")]
    [InlineData("{ organization(login: \"acme\") { repositories(first: 101) { totalCount } } }", "EXCESSIVE_PAGINATION")]
    [InlineData("{ organization(login: \"acme\") { repositories(first: 100) { nodes { refs(refPrefix: \"refs/heads/\", first: 100) { nodes { associatedPullRequests(first: 100) { totalCount } } } } } } }", "MAX_NODE_LIMIT_EXCEEDED")]
    public async Task A_document_that_asks_for_too_much_is_not_run(string query, string type)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.QueryAsync(query, await simulator.MintAsync());
        Assert.Equal((200, type), (reply.Status, reply.Json.GetProperty("errors")[0].GetProperty("type").GetString()));
        Assert.False(reply.Json.TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Cost_follows_the_published_formula()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.QueryAsync("""
            { organization(login: "acme") { repositories(first: 100) { nodes { pullRequests(first: 50) { nodes { labels(first: 60) { totalCount } } } } } }
              rateLimit { cost nodeCount } }
            """, await simulator.MintAsync());
        Assert.Equal((51, 305_100), (reply.Data("rateLimit").GetProperty("cost").GetInt32(), reply.Data("rateLimit").GetProperty("nodeCount").GetInt32()));
        Assert.Equal("4949", reply.Header("x-ratelimit-remaining"));
    }

    [Fact]
    public async Task Pages_follow_cursors()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var names = new List<string?>();
        string? cursor = null;
        do
        {
            var reply = await simulator.QueryAsync("""
                query($after: String) { organization(login: "acme") { repositories(first: 15, after: $after) { totalCount nodes { name } pageInfo { endCursor hasNextPage } } } }
                """, token, new { after = cursor });
            var page = reply.Data("organization").GetProperty("repositories");
            names.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("name").GetString()));
            cursor = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? page.GetProperty("pageInfo").GetProperty("endCursor").GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(40, names.Count);
        Assert.Equal(40, names.Distinct().Count());
    }

    [Fact]
    public async Task Nobody_without_a_token_may_ask_and_nonsense_is_explained()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        Assert.Equal(401, (await simulator.QueryAsync("{ viewer { login } }", null)).Status);
        var token = await simulator.MintAsync();
        foreach (var nonsense in new[] { "{ viewer { login ", "{ viewer { shoeSize } }", "{ repository(owner: 1) { name } }" })
        {
            var reply = await simulator.QueryAsync(nonsense, token);
            Assert.Equal(200, reply.Status);
            Assert.NotEmpty(reply.Json.GetProperty("errors")[0].GetProperty("message").GetString()!);
            Assert.False(reply.Json.TryGetProperty("data", out var data) && data.ValueKind is not JsonValueKind.Null);
        }
    }

    [Fact]
    public async Task The_state_of_a_pull_request_shows_checks_reviews_labels_and_reviewers()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var (id, head) = await simulator.HeadAsync(token, "acme", "checkout");
        var pull = (await simulator.PublishAsync(token, id, head, "acme/checkout")).Data("createPullRequest").GetProperty("pullRequest").GetProperty("id").GetString();
        var ids = await simulator.QueryAsync("""
            { repository(owner: "acme", name: "checkout") { label(name: "dependencies") { id } }
              user(login: "alice") { id } organization(login: "acme") { team(slug: "payments") { id } } }
            """, token);
        var reply = await simulator.QueryAsync("""
            mutation($pull: ID!, $label: ID!, $user: ID!, $team: ID!) {
              addLabelsToLabelable(input: { labelableId: $pull, labelIds: [$label], clientMutationId: "1" }) { clientMutationId labelable { labels(first: 9) { nodes { name } } } }
              requestReviews(input: { pullRequestId: $pull, userIds: [$user], teamIds: [$team] }) {
                pullRequest { reviewRequests(first: 9) { nodes { requestedReviewer { __typename ... on User { login } ... on Team { slug } } } } } }
              addComment(input: { subjectId: $pull, body: "Hello" }) { commentEdge { node { body author { login __typename } } } }
            }
            """, token, new
        {
            pull,
            label = ids.Data("repository").GetProperty("label").GetProperty("id").GetString(),
            user = ids.Data("user").GetProperty("id").GetString(),
            team = ids.Data("organization").GetProperty("team").GetProperty("id").GetString(),
        });
        Assert.False(reply.Json.TryGetProperty("errors", out var errors), errors.ToString());
        Assert.Equal("1", reply.Data("addLabelsToLabelable").GetProperty("clientMutationId").GetString());
        Assert.Equal("dependencies", reply.Data("addLabelsToLabelable").GetProperty("labelable").GetProperty("labels").GetProperty("nodes")[0].GetProperty("name").GetString());
        Assert.Equal("""[{"requestedReviewer":{"__typename":"User","login":"alice"}},{"requestedReviewer":{"__typename":"Team","slug":"payments"}}]""",
            reply.Data("requestReviews").GetProperty("pullRequest").GetProperty("reviewRequests").GetProperty("nodes").GetRawText());
        Assert.Equal("Bot", reply.Data("addComment").GetProperty("commentEdge").GetProperty("node").GetProperty("author").GetProperty("__typename").GetString());

        var state = (await simulator.QueryAsync("""
            query($pull: ID!) { node(id: $pull) { ... on PullRequest {
              state mergeable mergeStateStatus reviewDecision isDraft headRefName baseRefName
              commits(last: 1) { nodes { commit { statusCheckRollup { state } } } }
              comments(first: 1) { totalCount } reviews(first: 10) { nodes { state } } files(first: 10) { nodes { path changeType additions } } } } }
            """, token, new { pull })).Data("node");
        Assert.Equal("CLEAN", state.GetProperty("mergeStateStatus").GetString());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("commits").GetProperty("nodes")[0].GetProperty("commit").GetProperty("statusCheckRollup").ValueKind);
        Assert.Equal(["README.md", "docs/new.md"], state.GetProperty("files").GetProperty("nodes").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
    }
}
