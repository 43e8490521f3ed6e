using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Rules;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>A story that calls every route of the simulator, judged by GitHub's own description of its API.</summary>
public sealed class OpenApiTests(NpmPackages npm) : IClassFixture<NpmPackages>
{
    // Not a part of the described API: git's protocol, GraphQL, the place where archives lie, and what has no description.
    private static readonly string[] Elsewhere =
        ["/graphql", "/api/graphql", "/_codeload/", "/login/oauth/", "/{owner}/{repo}.git/", "/{owner}/{repo}/info/", "/{owner}/{repo}/git-"];

    [Theory]
    [InlineData("api.github.com")]
    [InlineData("ghes-3.19")]
    public async Task Every_request_and_every_answer_is_one_that_GitHub_describes(string which)
    {
        var api = await OpenApi.LoadAsync(npm.PathOf($"@octokit/openapi/generated/{which}.json"));
        Recorder? recorder = null;
        await using var simulator = await RunningSimulator.StartAsync(
            options => options with { WebhookUrl = new Uri("http://127.0.0.1:9/") }, handler => recorder = new Recorder(handler));
        await TellAsync(simulator);

        var exchanges = recorder!.Exchanges.Where(exchange => !Elsewhere.Any(exchange.Path.Contains) && !exchange.Path.StartsWith("/_simulator", StringComparison.Ordinal)).ToList();
        var problems = exchanges.SelectMany(api.Judge).Distinct().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{exchanges.Count} requests and answers validated against {which}.");
        var missed = simulator.Routes.Where(route => !Elsewhere.Any(route.Contains) && simulator.Simulator.Requests.ByRoute.GetValueOrDefault(route) is 0).ToList();
        Assert.Empty(missed);
        Assert.True(problems.Count is 0, string.Join('\n', problems));
        Assert.True(exchanges.Count > 100);
    }

    private static async Task TellAsync(RunningSimulator simulator)
    {
        simulator.Simulator.Installations.Grant(1, Permissions.Of(
            ("administration", Access.Write), ("checks", Access.Write), ("contents", Access.Write), ("issues", Access.Write), ("members", Access.Read),
            ("organization_custom_properties", Access.Read), ("pull_requests", Access.Write), ("statuses", Access.Write), ("workflows", Access.Write)));
        await AppAsync(simulator);
        var token = await simulator.MintAsync();
        await RepositoriesAsync(simulator, token);
        var head = await GitAsync(simulator, token);
        await PullsAsync(simulator, token, head);
        await RulesAsync(simulator, token);
        await DeliveriesAsync(simulator);
        await UserAsync(simulator);
        await RefusalsAsync(simulator);
        await simulator.SendAsync(HttpMethod.Delete, "/installation/token", token);
        await simulator.SendAsync(HttpMethod.Put, "/app/installations/2/suspended", simulator.Jwt());
        await simulator.GetAsync("/app/installations/2", simulator.Jwt());
        await simulator.PostAsync("/app/installations/2/access_tokens", simulator.Jwt());
        await simulator.SendAsync(HttpMethod.Delete, "/app/installations/2/suspended", simulator.Jwt());
        await simulator.SendAsync(HttpMethod.Delete, "/app/installations/2", simulator.Jwt());
    }

    private static async Task AppAsync(RunningSimulator simulator)
    {
        foreach (var path in new[] { "/meta", "/zen", "/rate_limit", "/apps/octobatch" })
            await simulator.GetAsync(path);
        foreach (var path in new[]
        {
            "/app", "/app/installations?per_page=1", "/app/installations/1", "/orgs/acme/installation", "/users/acme/installation", "/repos/acme/checkout/installation", "/app/hook/config",
        })
            await simulator.GetAsync(path, simulator.Jwt());
        await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), new { repositories = new[] { "checkout" }, permissions = new { contents = "read" } });
    }

    private static async Task RepositoriesAsync(RunningSimulator simulator, string token)
    {
        foreach (var path in new[]
        {
            "/installation/repositories?per_page=5&page=2", "/repos/acme/checkout", "/repos/acme/checkout/topics", "/repos/acme/checkout/languages", "/repos/acme/checkout/properties/values",
            "/orgs/acme/repos", "/users/globex/repos", "/orgs/acme/properties/schema", "/orgs/acme/properties/values", "/search/code?q=checkout+org:acme+filename:ci.yml",
        })
            await simulator.GetAsync(path, token);
        await simulator.SendAsync(HttpMethod.Put, "/repos/acme/checkout/topics", token, new { names = new[] { "service", "till" } });
        await simulator.SendAsync(HttpMethod.Patch, "/repos/acme/stock", token, new { name = "stocks" });
        await simulator.GetAsync("/repos/acme/stock", token);
    }

    private static async Task<string> GitAsync(RunningSimulator simulator, string token)
    {
        const string root = "/repos/acme/checkout";
        var main = (await simulator.GetAsync($"{root}/git/ref/heads/main", token)).Json.GetProperty("object").GetProperty("sha").GetString()!;
        var blob = Sha(await simulator.PostAsync($"{root}/git/blobs", token, new { content = "aGVsbG8K", encoding = "base64" }));
        var tree = Sha(await simulator.PostAsync($"{root}/git/trees", token, new { base_tree = main, tree = new[] { new { path = "a/b.txt", mode = "100644", type = "blob", sha = blob } } }));
        var commit = Sha(await simulator.PostAsync($"{root}/git/commits", token, new { message = "Change", tree, parents = new[] { main } }));
        await simulator.PostAsync($"{root}/git/refs", token, new { @ref = "refs/heads/topic", sha = main });
        await simulator.PostAsync($"{root}/git/refs", token, new { @ref = "refs/heads/gone", sha = main });
        await simulator.SendAsync(HttpMethod.Patch, $"{root}/git/refs/heads/topic", token, new { sha = commit, force = false });
        await simulator.SendAsync(HttpMethod.Delete, $"{root}/git/refs/heads/gone", token);
        await simulator.SendAsync(HttpMethod.Put, $"{root}/contents/new.txt", token, new { message = "New", content = "eA==", branch = "topic" });
        var file = (await simulator.GetAsync($"{root}/contents/new.txt?ref=topic", token)).Json.GetProperty("sha").GetString();
        await simulator.SendAsync(HttpMethod.Delete, $"{root}/contents/new.txt", token, new { message = "Gone", sha = file, branch = "topic" });
        simulator.Simulator.Maintainers.Protect("acme/checkout", "main", new BranchProtection(["ci"], 0));
        foreach (var path in new[]
        {
            $"/git/matching-refs/heads/to", $"/git/blobs/{blob}", $"/git/trees/{tree}?recursive=1", $"/git/commits/{commit}", "/contents/README.md", "/contents/docs", "/contents/NOTES.txt", "/readme",
            "/branches", "/branches/main", "/branches/main/protection", "/branches/topic/protection", "/commits?per_page=1&sha=topic", "/commits/topic", "/compare/main...topic", "/tarball/main", "/contents/none",
        })
            await simulator.GetAsync(root + path, token);
        return commit;
    }

    private static async Task PullsAsync(RunningSimulator simulator, string token, string head)
    {
        const string root = "/repos/acme/checkout";
        await simulator.PostAsync($"{root}/pulls", token, new { title = "Change", head = "topic", @base = "main", body = "Because" });
        await simulator.PostAsync($"{root}/pulls", token, new { title = "Change", head = "topic", @base = "main" });
        await simulator.PostAsync($"{root}/pulls", token, new { title = "Change", head = "none", @base = "main" });
        await simulator.SendAsync(HttpMethod.Patch, $"{root}/pulls/1", token, new { title = "Changed", body = "Because of that" });
        await simulator.PostAsync($"{root}/issues/1/labels", token, new { labels = new[] { "dependencies", "new" } });
        await simulator.SendAsync(HttpMethod.Delete, $"{root}/issues/1/labels/new", token);
        await simulator.SendAsync(HttpMethod.Put, $"{root}/issues/1/labels", token, new { labels = new[] { "bug" } });
        await simulator.PostAsync($"{root}/labels", token, new { name = "octobatch", color = "123456", description = "By Octobatch" });
        await simulator.PostAsync($"{root}/issues/1/assignees", token, new { assignees = new[] { "bob" } });
        await simulator.PostAsync($"{root}/issues/1/comments", token, new { body = "Hello" });
        await simulator.PostAsync($"{root}/pulls/1/requested_reviewers", token, new { reviewers = new[] { "alice" }, team_reviewers = new[] { "payments" } });
        await simulator.SendAsync(HttpMethod.Delete, $"{root}/pulls/1/requested_reviewers", token, new { reviewers = new[] { "alice" } });
        await simulator.PostAsync($"{root}/pulls/1/reviews", token, new { body = "Fine", @event = "COMMENT" });
        var sha = (await simulator.GetAsync($"{root}/pulls/1", token)).Json.GetProperty("head").GetProperty("sha").GetString()!;
        var run = (await simulator.PostAsync($"{root}/check-runs", token, new { name = "ci", head_sha = sha, status = "in_progress" })).Json.GetProperty("id").GetInt64();
        await simulator.SendAsync(HttpMethod.Put, $"{root}/pulls/1/merge", token, new { merge_method = "merge" });
        await simulator.SendAsync(HttpMethod.Patch, $"{root}/check-runs/{run}", token, new { status = "completed", conclusion = "success", output = new { title = "Good", summary = "All good" } });
        await simulator.PostAsync($"{root}/statuses/{sha}", token, new { state = "success", context = "lint", description = "Fine", target_url = "https://example.com/" });
        foreach (var path in new[]
        {
            "/pulls?state=all&head=acme:topic", "/pulls/1", "/pulls/1/commits", "/pulls/1/files", "/pulls/1/merge", "/pulls/1/reviews", "/pulls/1/requested_reviewers", $"/commits/{sha}/pulls", "/issues/1/labels",
            "/issues/1/comments", "/labels", "/labels/bug", $"/check-runs/{run}", $"/commits/{sha}/check-runs", $"/commits/{sha}/status", $"/commits/{sha}/statuses", $"/commits/{head}", "/pulls/99",
        })
            await simulator.GetAsync(root + path, token);
        await simulator.SendAsync(HttpMethod.Put, $"{root}/pulls/1/merge", token, new { merge_method = "squash" });
        await simulator.GetAsync($"{root}/pulls/1/merge", token);
        await simulator.GetAsync($"{root}/pulls/1", token);
    }

    private static async Task RulesAsync(RunningSimulator simulator, string token)
    {
        simulator.Simulator.Maintainers.SetRules("acme/search", new Ruleset(0, "main", ["~DEFAULT_BRANCH"],
            [BranchRule.PullRequest(1), BranchRule.Checks("ci", "lint"), new("creation"), new("deletion"), new("non_fast_forward"), new("required_signatures")]));
        await simulator.GetAsync("/repos/acme/search/rules/branches/main?per_page=100", token);
        await simulator.GetAsync("/repos/acme/search/rules/branches/octobatch%2Ftopic", token);
        await simulator.GetAsync("/repos/acme/search/rulesets", token);
        await simulator.PostAsync("/repos/acme/search/transfer", token, new { new_owner = "globex", new_name = "found" });
        await simulator.PostAsync("/repos/acme/basket/transfer", token, new { new_owner = "nobody" });
        await simulator.SendAsync(HttpMethod.Delete, "/repos/acme/basket", token);
        await simulator.GetAsync("/repos/acme/basket", token);
    }

    private static async Task DeliveriesAsync(RunningSimulator simulator)
    {
        while (simulator.Simulator.Webhooks.Pending > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        var list = await simulator.GetAsync("/app/hook/deliveries?per_page=2", simulator.Jwt());
        var id = list.Json[0].GetProperty("id").GetInt64();
        await simulator.GetAsync($"/app/hook/deliveries/{id}", simulator.Jwt());
        await simulator.PostAsync($"/app/hook/deliveries/{id}/attempts", simulator.Jwt());
    }

    private static async Task UserAsync(RunningSimulator simulator)
    {
        var token = await simulator.SignInAsync("alice");
        foreach (var path in new[] { "/user", "/user/memberships/orgs/acme", "/orgs/acme/teams/payments/memberships/alice", "/user/memberships/orgs/nobody", "/orgs/acme/teams/payments/memberships/bob" })
            await simulator.GetAsync(path, token);
        await simulator.GetAsync("/user");
        await simulator.GetAsync("/user", await simulator.MintAsync());
    }

    private static async Task RefusalsAsync(RunningSimulator simulator)
    {
        await simulator.GetAsync("/app");
        await simulator.GetAsync("/app/installations/99", simulator.Jwt());
        await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), new { permissions = new { secrets = "read" } });
        var reader = await simulator.MintAsync(1, JsonElement.Parse("""{"permissions":{"metadata":"read"}}"""));
        await simulator.GetAsync("/repos/acme/checkout/contents/README.md", reader);
        await simulator.GetAsync("/repos/globex/api", reader);
    }

    private static string Sha(Reply reply) => reply.Json.GetProperty("sha").GetString()!;
}
