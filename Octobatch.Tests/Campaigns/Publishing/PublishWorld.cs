using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Publishing.Work;
using Octobatch.Tests.Campaigns.Previews;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>A campaign that is previewed and published on a simulated GitHub, on one fake clock. Work is done when a test says so.</summary>
internal sealed class PublishWorld(PreviewWorld world) : IAsyncDisposable
{
    public const string AddNotice = """[{ write: { file: NOTICE, content: "Note\n" } }]""";

    /// <summary>Other steps for the same file.</summary>
    public const string Later = """[{ write: { file: NOTICE, content: "Another note\n" } }]""";

    public const string Checkout = "acme/checkout";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public PreviewWorld World => world;

    /// <param name="repositories">So many generated ones in one organisation; null: the sample organisation.</param>
    public static async Task<PublishWorld> StartAsync(PostgresFixture postgres, int? repositories = null) =>
        new(await PreviewWorld.StartAsync(postgres, repositories));

    public static string Spec(string query, string steps = AddNotice, string publish = """{ waves: ["100%"] }""", string more = "", string changeset = "") =>
        $$"""
        version: 1
        name: one
        select: [{ query: "{{query}}" }]
        steps: {{steps}}
        changeset: { title: "Add a notice to {{"{{ repository.name }}"}}", body: "{{"{{ diff.files_changed }}"}} file"{{changeset}} }
        publish: {{publish}}
        {{more}}
        """;

    public static string DriftSpec(string drift, string steps = AddNotice, string query = $"repo:{Checkout}") => Spec(query, steps, more: $"drift: {drift}");

    /// <summary>One in which <see cref="Checkout"/> has its pull request.</summary>
    public static async Task<PublishWorld> OpenAsync(PostgresFixture postgres, string drift, string changeset = "")
    {
        var world = await StartAsync(postgres);
        await world.PublishAsync(Spec($"repo:{Checkout}", more: $"drift: {drift}", changeset: changeset));
        Assert.Equal([$"{Checkout} open"], await world.StatesAsync());
        return world;
    }

    /// <summary>The next looks find nothing to do.</summary>
    public async Task RestsAsync()
    {
        var before = await world.Campaign.RowsAsync("select count(*) from audit where token_sha256 is not null");
        await WorkLaterAsync(TimeSpan.FromMinutes(10));
        await WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(before, await world.Campaign.RowsAsync("select count(*) from audit where token_sha256 is not null"));
    }

    /// <summary>Previews and publishes, and does all that is due.</summary>
    public async Task<JsonElement> PublishAsync(string spec)
    {
        Assert.Equal("completed", (await world.PreviewAsync(spec)).GetProperty("state").GetString());
        var run = await StartAsync();
        await WorkAsync();
        return await world.RunAsync(run);
    }

    public async Task<int> StartAsync(string body = """{"kind":"publish"}""") =>
        (await world.Campaign.JsonAsync("POST", "/api/campaigns/one/runs", body)).GetProperty("number").GetInt32();

    /// <summary>Asks something of changesets of the campaign.</summary>
    public Task<JsonElement> AskAsync(string action, string which) => world.Campaign.JsonAsync("POST", $"/api/campaigns/one/changesets/{action}", which);

    /// <summary>The number of a repository's newest pull request.</summary>
    public async Task<int> NumberAsync(string repository) => (await PullsAsync(repository))[^1].GetProperty("number").GetInt32();

    /// <summary><c>event: detail</c> of a changeset's timeline, oldest first.</summary>
    public async Task<List<string>> TimelineAsync(string repository) =>
        [.. (await world.Campaign.JsonAsync("GET", $"/api/campaigns/one/changesets/{repository}/timeline")).GetProperty("items").EnumerateArray()
            .Select(item => $"{item.GetProperty("event").GetString()}: {item.GetProperty("detail").GetString()}")];

    public Task WorkAsync() => world.Selection.RunAsync(EngineAsync);

    /// <summary>Does all that is due, while the clock goes on as the test says.</summary>
    public Task EngineAsync() => world.Campaign.Host.Services.GetRequiredService<PublishEngine>().RunAsync(untilIdle: true, Cancellation);

    public Task WorkLaterAsync(TimeSpan after)
    {
        world.Time.Advance(after);
        return WorkAsync();
    }

    /// <summary><c>repository state reason_code</c> of every changeset that a preview found a change for.</summary>
    public Task<List<string>> StatesAsync() => world.Campaign.RowsAsync(
        "select trim(repository || ' ' || state || ' ' || coalesce(reason_code, '')) from changesets where approved_patch is not null or state = 'ready' order by owner_key, name_key");

    /// <summary>A repository's pull requests, open or not, oldest first.</summary>
    public async Task<List<JsonElement>> PullsAsync(string repository) =>
        [.. (await GetAsync($"/repos/{repository}/pulls?state=all&per_page=100")).EnumerateArray().OrderBy(pull => pull.GetProperty("number").GetInt32())];

    /// <summary>The only pull request of a repository, open or not.</summary>
    public async Task<JsonElement> PullAsync(string repository) => Assert.Single(await PullsAsync(repository));

    /// <summary>Somebody else does this to the only pull request of a repository.</summary>
    public async Task ChangeAsync(string repository, string mutation)
    {
        var id = (await PullAsync(repository)).GetProperty("node_id").GetString();
        var reply = await world.GitHub.PostAsync("/graphql", await world.GitHub.MintAsync(), new
        {
            query = $$"""mutation { {{mutation}}(input: { pullRequestId: "{{id}}" }) { clientMutationId } }""",
        });
        Assert.DoesNotContain("errors", reply.Text, StringComparison.Ordinal);
    }

    /// <summary>What people and we have said on a pull request, oldest first.</summary>
    public async Task<List<string>> CommentsAsync(string repository, int number) =>
        [.. (await GetAsync($"/repos/{repository}/issues/{number}/comments")).EnumerateArray().Select(comment => comment.GetProperty("body").GetString()!)];

    public async Task<string> TextAsync(string repository, string path, string branch = "octobatch/one") => Encoding.UTF8.GetString(
        Convert.FromBase64String((await GetAsync($"/repos/{repository}/contents/{path}?ref={branch}")).GetProperty("content").GetString()!.ReplaceLineEndings("")));

    public async Task<JsonElement> GetAsync(string path)
    {
        var reply = await world.GitHub.GetAsync(path, await world.GitHub.MintAsync(path.StartsWith("/repos/globex/", StringComparison.Ordinal) ? 2 : 1));
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Json;
    }

    public async Task<List<string>> BranchesAsync(string repository) =>
        [.. (await GetAsync($"/repos/{repository}/branches?per_page=100")).EnumerateArray().Select(branch => branch.GetProperty("name").GetString()!)
            .Where(branch => branch.StartsWith("octobatch/", StringComparison.Ordinal))];

    /// <summary>Requests that create or change something, which came since the simulator's list was cleared; tokens aside.</summary>
    public int Mutations() => world.GitHub.Simulator.Requests.Last.Count(request => request.Route == "/graphql");

    /// <summary>Takes the one changeset that is due to be looked at, as a worker does.</summary>
    public async Task<ClaimedChangeset> ClaimLookAsync() => Assert.Single(
        await world.Campaign.Host.Services.GetRequiredService<ChangesetClaims>().ClaimDueAsync(ClaimKind.Look, [], TimeSpan.Zero, Cancellation));

    /// <summary>Gives it back as it was, to be looked at ten minutes later.</summary>
    public Task GiveBackAsync(ClaimedChangeset claim) => world.Campaign.Host.Services.GetRequiredService<ChangesetStore>().SaveAsync(
        [new(claim, claim.Row, world.Time.GetUtcNow().AddMinutes(10))], Cancellation);

    public ValueTask DisposeAsync() => world.DisposeAsync();
}
