using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Campaigns.Steps;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections.Sync;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

/// <summary>The campaign service with selection, tokens and a simulated GitHub, all on one fake clock. Runs go on when a test says so.</summary>
internal sealed class PreviewWorld : IAsyncDisposable
{
    private readonly TempDirectory blobs;

    private PreviewWorld(SyncWorld selection, CampaignHost campaign, TempDirectory blobs) => (Selection, Campaign, this.blobs) = (selection, campaign, blobs);

    public SyncWorld Selection { get; }

    public CampaignHost Campaign { get; }

    public RunningSimulator GitHub => Selection.GitHub;

    public FakeTimeProvider Time => Selection.Time;

    public RunEngine Engine => Campaign.Host.Services.GetRequiredService<RunEngine>();

    public ArtifactStore Artifacts => Campaign.Host.Services.GetRequiredService<ArtifactStore>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="repositories">So many generated ones; null: the sample organisation.</param>
    /// <param name="settings">Of the campaign service.</param>
    public static async Task<PreviewWorld> StartAsync(
        PostgresFixture postgres, int? repositories = null, Action<IServiceCollection>? replace = null, bool limits = false,
        params (string Variable, string? Value)[] settings)
    {
        var folder = new TempDirectory();
        var selection = await SyncWorld.StartAsync(postgres, repositories, folder.Sub("selection"), limits);
        await selection.SyncAsync();
        var campaign = await CampaignHost.StartAsync(
            postgres, selection.Time,
            services =>
            {
                selection.InFlight.Watch(services);
                replace?.Invoke(services);
            },
            [
                ("OCTOBATCH_SELECTION_URL", selection.Host.Address.AbsoluteUri), ("OCTOBATCH_TOKEN_URL", selection.Tokens.Host.Address.AbsoluteUri),
                ("OCTOBATCH_GITHUB_API_BASE_URL", selection.GitHub.Url.AbsoluteUri.TrimEnd('/')), ("OCTOBATCH_BLOBSTORE_ENDPOINT", $"file://{folder.Sub("campaign")}"),
                .. settings,
            ]);
        return new(selection, campaign, folder);
    }

    /// <summary>A spec in short: what to select, and its steps as YAML.</summary>
    public static string Spec(string steps, string query = "org:acme", string name = "one") =>
        $$"""
        version: 1
        name: {{name}}
        select: [{ query: "{{query}}" }]
        steps: {{steps}}
        changeset: { title: A change }
        """;

    /// <summary>Creates the campaign, or gives it a new version.</summary>
    public async Task PutAsync(string spec, string name = "one")
    {
        using var found = await Campaign.SendAsync("GET", $"/api/campaigns/{name}");
        await (found.IsSuccessStatusCode
            ? Campaign.JsonAsync("PUT", $"/api/campaigns/{name}", spec, "application/yaml", "*")
            : Campaign.JsonAsync("POST", "/api/campaigns", spec, "application/yaml"));
    }

    /// <summary>Starts a preview, does all that is due, and reads the run.</summary>
    public async Task<JsonElement> PreviewAsync(string spec, string name = "one")
    {
        await PutAsync(spec, name);
        return await PreviewAgainAsync(name);
    }

    public async Task<JsonElement> PreviewAgainAsync(string name = "one")
    {
        var number = await StartRunAsync(name);
        await WorkAsync();
        return await RunAsync(number, name);
    }

    public async Task<int> StartRunAsync(string name = "one") =>
        (await Campaign.JsonAsync("POST", $"/api/campaigns/{name}/runs", """{"kind":"preview"}""")).GetProperty("number").GetInt32();

    public Task<JsonElement> RunAsync(int number, string name = "one") => Campaign.JsonAsync("GET", $"/api/campaigns/{name}/runs/{number}");

    /// <summary>Does everything that is due, while the clock goes on for what waits on it.</summary>
    public Task WorkAsync() => Selection.RunAsync(() => Engine.RunAsync(untilIdle: true, Cancellation));

    /// <summary>What is due after this time.</summary>
    public Task WorkLaterAsync(TimeSpan after)
    {
        Time.Advance(after);
        return WorkAsync();
    }

    /// <summary>Targets with their results, in order: <c>repository state</c> and, where there is one, the reason's code.</summary>
    public Task<List<string>> ResultsAsync(int number, string name = "one") => Campaign.RowsAsync(
        $"""
        select trim(repository || ' ' || t.state || ' ' || coalesce(failure_code, '')) from targets t join runs r on r.id = run_id
        where campaign = '{name}' and number = {number} and included order by owner_key, name_key
        """);

    public async Task<string> PatchAsync(string repository, int number = 1, string name = "one")
    {
        var key = Assert.Single(await Campaign.RowsAsync(
            $"select artifact from targets t join runs r on r.id = run_id where campaign = '{name}' and number = {number} and repository = '{repository}'"));
        using var artifact = await Artifacts.FindAsync(key, Cancellation);
        return Encoding.UTF8.GetString(artifact!.Patch());
    }

    /// <summary>Commits files to the default branch; a null content deletes one.</summary>
    public async Task CommitAsync(string repository, params (string Path, string Mode, byte[]? Content)[] files)
    {
        var real = Selection.Real(repository);
        var token = await GitHub.MintAsync(repository.StartsWith("acme/", StringComparison.Ordinal) || repository.StartsWith("org-01/", StringComparison.Ordinal) ? 1 : 2);
        var entries = new List<object>();
        foreach (var (path, mode, content) in files)
        {
            var sha = content is null ? null : await ShaAsync($"/repos/{repository}/git/blobs", new { content = Convert.ToBase64String(content), encoding = "base64" });
            entries.Add(new { path, mode, type = "blob", sha });
        }

        await CommitTreeAsync(repository, real.DefaultBranch, token, entries);

        async Task<string> ShaAsync(string path, object body) => (await PostAsync(path, token, body)).GetProperty("sha").GetString()!;
    }

    /// <summary>Commits many small text files at once.</summary>
    public async Task CommitTextsAsync(string repository, IEnumerable<(string Path, string Content)> files) => await CommitTreeAsync(
        repository, Selection.Real(repository).DefaultBranch, await GitHub.MintAsync(),
        [.. files.Select(file => new { path = file.Path, mode = "100644", type = "blob", content = file.Content })]);

    /// <summary>Commits a text of so many bytes to the root.</summary>
    public Task CommitLargeAsync(string repository, string name, int bytes) => CommitEntryAsync(
        repository, $"printf '100644 blob %s\\t{name}\\n' $(yes old | head -c {bytes} | git hash-object -w --stdin)");

    /// <summary>Commits so many folders, each of so many files, below <c>many</c>; the first has a file <c>hit.yml</c> too. All share one tree, so that it takes no time.</summary>
    public Task CommitManyAsync(string repository, int folders, int files) => CommitEntryAsync(
        repository,
        $"""
        blob=$(echo x | git hash-object -w --stdin)
        each=$(seq 1 {files} | sed "s/.*/100644 blob $blob\t&/" | git mktree)
        hit=$(echo old | git hash-object -w --stdin)
        first=$( (git ls-tree $each; printf '100644 blob %s\thit.yml\n' $hit) | git mktree)
        many=$( (printf '040000 tree %s\tfirst\n' $first; seq 2 {folders} | sed "s/.*/040000 tree $each\t&/") | git mktree)
        printf '040000 tree %s\tmany\n' $many
        """);

    // With git itself: through the API this would be megabytes of JSON.
    private async Task CommitEntryAsync(string repository, string script)
    {
        var real = Selection.Real(repository);
        var branch = real.DefaultBranch;
        await GitHub.GetAsync($"/repos/{repository}/git/ref/heads/{branch}", await GitHub.MintAsync()); // makes its folder
        Shell.Run(
            blobs.Path,
            $"""
            export GIT_DIR='{GitHub.Simulator.Git.PathOf(real)}' GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
            entry() (
            {script}
            )
            tree=$( (git ls-tree refs/heads/{branch}; entry) | git mktree)
            git update-ref refs/heads/{branch} $(git commit-tree $tree -p refs/heads/{branch} -m large)
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await Campaign.DisposeAsync();
        await Selection.DisposeAsync();
        blobs.Dispose();
    }

    private async Task CommitTreeAsync(string repository, string branch, string token, IReadOnlyList<object> entries)
    {
        var reference = await GitHub.GetAsync($"/repos/{repository}/git/ref/heads/{branch}", token);
        var parent = reference.Json.GetProperty("object").GetProperty("sha").GetString()!;
        var tree = (await PostAsync($"/repos/{repository}/git/trees", token, new { base_tree = parent, tree = entries })).GetProperty("sha").GetString()!;
        var commit = (await PostAsync($"/repos/{repository}/git/commits", token, new { message = "Change", tree, parents = new[] { parent } })).GetProperty("sha").GetString()!;
        var moved = await GitHub.SendAsync(HttpMethod.Patch, $"/repos/{repository}/git/refs/heads/{branch}", token, new { sha = commit });
        Assert.True(moved.Status == 200, moved.Text);
    }

    private async Task<JsonElement> PostAsync(string path, string token, object body)
    {
        var reply = await GitHub.PostAsync(path, token, body);
        Assert.True(reply.Status is 200 or 201, reply.Text);
        return reply.Json;
    }
}
