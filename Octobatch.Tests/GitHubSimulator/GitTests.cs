using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class GitTests
{
    private const string Repository = "/repos/acme/checkout";

    [Fact]
    public async Task A_change_is_made_step_by_step_and_the_apps_own_commit_is_verified()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var head = Sha((await simulator.GetAsync($"{Repository}/git/ref/heads/main", token)).Json.GetProperty("object"));
        var blob = await simulator.PostAsync($"{Repository}/git/blobs", token, new { content = GitHubCalls.Base64("#!/bin/sh\n"), encoding = "base64" });
        var tree = await simulator.PostAsync($"{Repository}/git/trees", token, new
        {
            base_tree = head,
            tree = new object[]
            {
                new { path = "scripts/new.sh", mode = "100755", type = "blob", sha = Sha(blob.Json) },
                new { path = "docs/notes.txt", mode = "100644", type = "blob", sha = (string?)null },
                new { path = "hello.txt", mode = "100644", type = "blob", content = "hello\n" },
            },
        });
        Assert.Equal((201, 201), (blob.Status, tree.Status));
        var commit = await simulator.PostAsync($"{Repository}/git/commits", token, new { message = "Change it\n\nFor a reason.", tree = Sha(tree.Json), parents = new[] { head } });
        Assert.True(commit.Json.GetProperty("verification").GetProperty("verified").GetBoolean());
        Assert.Equal("octobatch[bot]", commit.Json.GetProperty("author").GetProperty("name").GetString());
        var created = await simulator.PostAsync($"{Repository}/git/refs", token, new { @ref = "refs/heads/topic", sha = Sha(commit.Json) });
        Assert.Equal(201, created.Status);

        var compare = await simulator.GetAsync($"{Repository}/compare/main...topic", token);
        Assert.Equal(("ahead", 1, 0), (compare.Json.GetProperty("status").GetString(), compare.Json.GetProperty("ahead_by").GetInt32(), compare.Json.GetProperty("behind_by").GetInt32()));
        Assert.Equal(["docs/notes.txt removed", "hello.txt added", "scripts/new.sh added"],
            compare.Json.GetProperty("files").EnumerateArray().Select(file => $"{file.GetProperty("filename")} {file.GetProperty("status")}"));
        Assert.StartsWith("@@ -0,0 +1 @@\n+hello", compare.Json.GetProperty("files")[1].GetProperty("patch").GetString(), StringComparison.Ordinal);

        var other = await simulator.PostAsync($"{Repository}/git/commits", token, new
        {
            message = "As somebody",
            tree = Sha(tree.Json),
            parents = new[] { head },
            author = new { name = "A", email = "a@example.com", date = "2026-01-01T00:00:00Z" },
        });
        Assert.False(other.Json.GetProperty("verification").GetProperty("verified").GetBoolean());
        Assert.Equal("2026-01-01T00:00:00Z", other.Json.GetProperty("author").GetProperty("date").GetString());
    }

    [Fact]
    public async Task Refs_are_made_moved_and_deleted_under_GitHubs_rules()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var head = Sha((await simulator.GetAsync($"{Repository}/git/ref/heads/main", token)).Json.GetProperty("object"));
        Assert.Equal(201, (await Create("refs/heads/a", head)).Status);
        Assert.Equal((422, "Reference already exists"), Look(await Create("refs/heads/a", head)));
        Assert.Equal((422, "Object does not exist"), Look(await Create("refs/heads/b", new string('1', 40))));
        Assert.Equal((422, "Reference name must start with 'refs/' and contain at least two slashes."), Look(await Create("a", head)));
        Assert.Equal((404, "Not Found"), Look(await simulator.GetAsync($"{Repository}/git/ref/heads/zzz", token)));

        var commit = await simulator.PostAsync($"{Repository}/git/commits", token, new
        {
            message = "Orphan",
            tree = Sha((await simulator.GetAsync($"{Repository}/git/commits/{head}", token)).Json.GetProperty("tree")),
        });
        Assert.Equal((422, "Update is not a fast forward"), Look(await Move(Sha(commit.Json), force: false)));
        Assert.Equal(200, (await Move(Sha(commit.Json), force: true)).Status);
        Assert.Equal(["refs/heads/a"], (await simulator.GetAsync($"{Repository}/git/matching-refs/heads/a", token)).Json.EnumerateArray().Select(r => r.GetProperty("ref").GetString()));
        Assert.Equal(204, (await simulator.SendAsync(HttpMethod.Delete, $"{Repository}/git/refs/heads/a", token)).Status);
        Assert.Equal((422, "Reference does not exist"), Look(await simulator.SendAsync(HttpMethod.Delete, $"{Repository}/git/refs/heads/a", token)));

        Task<Reply> Create(string name, string sha) => simulator.PostAsync($"{Repository}/git/refs", token, new { @ref = name, sha });
        Task<Reply> Move(string sha, bool force) => simulator.SendAsync(HttpMethod.Patch, $"{Repository}/git/refs/heads/a", token, new { sha, force });
    }

    [Fact]
    public async Task Contents_are_read_written_and_deleted_by_path()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        var file = await simulator.GetAsync($"{Repository}/contents/README.md", token);
        Assert.StartsWith("# checkout", Encoding.UTF8.GetString(Convert.FromBase64String(file.Json.GetProperty("content").GetString()!.Replace("\n", "", StringComparison.Ordinal))), StringComparison.Ordinal);
        var raw = await simulator.GetAsync($"{Repository}/contents/docs/notes.txt", token, ("Accept", "application/vnd.github.raw+json"));
        Assert.Equal("Written on Windows.\r\nLines end the way they do there.\r\n", raw.Text);
        Assert.Equal("symlink", (await simulator.GetAsync($"{Repository}/contents/NOTES.txt", token)).Json.GetProperty("type").GetString());
        Assert.Equal(["logo.png", "notes.txt"], (await simulator.GetAsync($"{Repository}/contents/docs", token)).Json.EnumerateArray().Select(e => e.GetProperty("name").GetString()));
        Assert.Equal(404, (await simulator.GetAsync($"{Repository}/contents/nowhere", token)).Status);
        Assert.Equal(404, (await simulator.GetAsync($"{Repository}/contents/README.md?ref=nowhere", token)).Status);

        var put = await Put("docs/new.md", null);
        Assert.Equal(201, put.Status);
        var sha = Sha(put.Json.GetProperty("content"));
        Assert.Equal(422, (await Put("docs/new.md", null)).Status);
        Assert.Equal(409, (await Put("docs/new.md", new string('1', 40))).Status);
        Assert.Equal(200, (await Put("docs/new.md", sha, "new text")).Status);
        Assert.Equal(200, (await simulator.SendAsync(HttpMethod.Delete, $"{Repository}/contents/README.md", token, new { message = "Remove", sha = Sha(file.Json) })).Status);
        Assert.Equal(404, (await simulator.GetAsync($"{Repository}/contents/README.md", token)).Status);

        Task<Reply> Put(string path, string? was, string text = "text") =>
            simulator.SendAsync(HttpMethod.Put, $"{Repository}/contents/{path}", token, new { message = "Write", content = GitHubCalls.Base64(text), sha = was });
    }

    [Fact]
    public async Task A_workflow_is_only_changed_with_the_permission_for_workflows()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var (all, less) = (await simulator.MintAsync(), await simulator.MintAsync(1, new { permissions = new { contents = "write" } }));
        var head = Sha((await simulator.GetAsync($"{Repository}/git/ref/heads/main", all)).Json.GetProperty("object"));
        var change = new { base_tree = head, tree = new[] { new { path = ".github/workflows/new.yml", mode = "100644", type = "blob", content = "on: push\n" } } };
        Assert.Equal((403, "Resource not accessible by integration"), Look(await simulator.PostAsync($"{Repository}/git/trees", less, change)));
        var tree = Sha((await simulator.PostAsync($"{Repository}/git/trees", all, change)).Json);
        var commit = Sha((await simulator.PostAsync($"{Repository}/git/commits", less, new { message = "Sneak", tree, parents = new[] { head } })).Json);
        Assert.Equal((422, "refusing to allow a GitHub App to create or update workflow `.github/workflows/new.yml` without `workflows` permission"),
            Look(await simulator.PostAsync($"{Repository}/git/refs", less, new { @ref = "refs/heads/w", sha = commit })));
        Assert.Equal(201, (await simulator.PostAsync($"{Repository}/git/refs", all, new { @ref = "refs/heads/w", sha = commit })).Status);
        var put = await simulator.SendAsync(HttpMethod.Put, $"{Repository}/contents/.github/workflows/x.yml", less, new { message = "m", content = "" });
        Assert.Equal(403, put.Status);
    }

    [Fact]
    public async Task Who_may_not_see_a_repository_does_not_learn_that_it_exists()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        Assert.Equal((404, "Not Found"), Look(await simulator.GetAsync("/repos/globex/api", token)));
        Assert.Equal((404, "Not Found"), Look(await simulator.GetAsync(Repository)));
        Assert.Equal(200, (await simulator.GetAsync("/repos/globex/site")).Status);
        Assert.Equal(200, (await simulator.GetAsync("/repos/globex/site/contents/README.md", token)).Status);
        Assert.Equal((403, "Resource not accessible by integration"), Look(await simulator.PostAsync("/repos/globex/site/git/blobs", token, new { content = "x" })));
        Assert.Equal((401, "Requires authentication"), Look(await simulator.PostAsync("/repos/globex/site/git/blobs", null, new { content = "x" })));
        var reader = await simulator.MintAsync(1, new { permissions = new { metadata = "read" } });
        var refused = await simulator.GetAsync($"{Repository}/contents/README.md", reader);
        Assert.Equal((403, "contents=read"), (refused.Status, refused.Header("x-accepted-github-permissions")));
    }

    [Fact]
    public async Task A_renamed_repository_answers_under_its_number_and_leads_there_from_its_old_name()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        simulator.Simulator.Installations.Grant(1, Octobatch.GitHubSimulator.Apps.Permissions.Of(("administration", Octobatch.GitHubSimulator.Apps.Access.Write), ("contents", Octobatch.GitHubSimulator.Apps.Access.Write)));
        var token = await simulator.MintAsync();
        var renamed = await simulator.SendAsync(HttpMethod.Patch, Repository, token, new { name = "till" });
        Assert.Equal("acme/till", renamed.Json.GetProperty("full_name").GetString());
        var moved = await simulator.GetAsync($"{Repository}/contents/README.md?ref=main", token);
        var id = renamed.Json.GetProperty("id").GetInt64();
        Assert.Equal((301, $"{simulator.Url}repositories/{id}/contents/README.md?ref=main"), (moved.Status, moved.Header("Location")));
        Assert.Equal(200, (await simulator.GetAsync(new Uri(moved.Header("Location")!).PathAndQuery, token)).Status);
        Assert.Equal(200, (await simulator.GetAsync("/api/v3/repos/acme/till", token)).Status);
    }

    [Fact]
    public async Task An_archived_repository_can_be_read_but_not_changed()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        Assert.Equal(200, (await simulator.GetAsync("/repos/acme/legacy-crm/contents/README.md", token)).Status);
        Assert.Equal((403, "Repository was archived so is read-only."), Look(await simulator.PostAsync("/repos/acme/legacy-crm/git/blobs", token, new { content = "x" })));
        var (id, head) = await simulator.HeadAsync(token, "acme", "legacy-crm");
        var reply = await simulator.PublishAsync(token, id, head, "acme/legacy-crm");
        Assert.Equal("Repository was archived so is read-only.", reply.Json.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_tarball_has_every_file_with_its_mode_and_its_address_carries_the_permission()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var redirect = await simulator.GetAsync($"{Repository}/tarball/main", await simulator.MintAsync());
        Assert.Equal(302, redirect.Status);
        var bytes = await simulator.Http.GetByteArrayAsync(new Uri(redirect.Header("Location")!), TestContext.Current.CancellationToken);
        using var tar = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        var entries = new Dictionary<string, TarEntry>();
        while (await tar.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
            entries[entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]] = entry;
        Assert.True(entries["scripts/build.sh"].Mode.HasFlag(UnixFileMode.UserExecute));
        Assert.Equal(TarEntryType.SymbolicLink, entries["NOTES.txt"].EntryType);
        Assert.Contains("docs/logo.png", entries.Keys);
        Assert.Equal(404, (await simulator.GetAsync(new Uri(redirect.Header("Location")!).AbsolutePath)).Status);
    }

    private static (int, string?) Look(Reply reply) => (reply.Status, reply.Message);

    private static string Sha(JsonElement json) => json.GetProperty("sha").GetString()!;
}
