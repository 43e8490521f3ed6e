using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>GitHub's own client for JavaScript, which nobody here wrote, against the simulator.</summary>
public sealed class OctokitTests(NpmPackages npm) : IClassFixture<NpmPackages>
{
    private const string Script = """
        import { createAppAuth } from "@octokit/auth-app";
        import { Octokit } from "@octokit/core";
        import { readFileSync } from "node:fs";

        const [, , baseUrl, key] = process.argv;
        const auth = { appId: 1, privateKey: readFileSync(key, "utf8") };
        const app = new Octokit({ baseUrl, authStrategy: createAppAuth, auth });
        const installations = (await app.request("GET /app/installations")).data.map((i) => i.account.login);
        const octokit = new Octokit({ baseUrl, authStrategy: createAppAuth, auth: { ...auth, installationId: 1 } });
        const where = { owner: "acme", repo: "checkout" };
        const total = (await octokit.request("GET /installation/repositories")).data.total_count;
        const main = (await octokit.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...where, ref: "heads/main" })).data;
        await octokit.request("POST /repos/{owner}/{repo}/git/refs", { ...where, ref: "refs/heads/from-octokit", sha: main.object.sha });
        await octokit.request("PUT /repos/{owner}/{repo}/contents/{path}", {
          ...where, path: "hello.txt", branch: "from-octokit", message: "Say hello", content: Buffer.from("hello\n").toString("base64") });
        const pull = (await octokit.request("POST /repos/{owner}/{repo}/pulls", {
          ...where, title: "Say hello", head: "from-octokit", base: "main", body: "From a client that nobody here wrote." })).data;
        await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", { ...where, issue_number: pull.number, labels: ["dependencies"] });
        const graph = await octokit.graphql(
          `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) { pullRequests(first: 5) { nodes { title labels(first: 1) { nodes { name } } } } } }`, where);
        let refusal;
        try { await octokit.request("GET /repos/acme/nowhere"); } catch (error) { refusal = error.status; }
        console.log(JSON.stringify({ installations, total, number: pull.number, author: pull.user.login, graph: graph.repository.pullRequests.nodes, refusal }));
        """;

    [Fact]
    public async Task Octokit_lists_installations_mints_a_token_and_opens_a_pull_request()
    {
        var modules = Path.GetDirectoryName(Path.GetDirectoryName(npm.PathOf("@octokit/core")))!;
        await using var simulator = await RunningSimulator.StartAsync();

        // A client of its own goes by the real time.
        simulator.Simulator.Clock.Skew = TimeProvider.System.GetUtcNow() - simulator.Time.GetUtcNow();
        var folder = Directory.CreateTempSubdirectory("octobatch-octokit-").FullName;
        try
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, "node_modules"), modules);
            var script = Path.Combine(folder, "story.mjs");
            await File.WriteAllTextAsync(script, Script, TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("node", [script, simulator.Url.ToString().TrimEnd('/'), simulator.Simulator.App.PrivateKeyPath])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using var node = Process.Start(start)!;
            var (output, error) = (node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(node.ExitCode is 0, await error);
            var said = JsonElement.Parse(await output);
            Assert.Equal(["acme", "globex"], said.GetProperty("installations").EnumerateArray().Select(login => login.GetString()));
            Assert.Equal((40, 1, "octobatch[bot]", 404), (
                said.GetProperty("total").GetInt32(), said.GetProperty("number").GetInt32(), said.GetProperty("author").GetString(), said.GetProperty("refusal").GetInt32()));
            Assert.Equal("""[{"title":"Say hello","labels":{"nodes":[{"name":"dependencies"}]}}]""", said.GetProperty("graph").GetRawText());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
