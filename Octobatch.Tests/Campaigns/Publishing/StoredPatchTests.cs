using System.Text;
using Octobatch.Tests.Campaigns.Steps;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>What was read is what is published, and once it is merged nothing is left to do.</summary>
public sealed class StoredPatchTests(PostgresFixture postgres)
{
    private const string Repository = "acme/checkout";

    /// <summary>Kinds of change, each a campaign of its own; and what its patch must have in it, so that it is of that kind.</summary>
    private static readonly (string Campaign, string Steps, string Mark)[] Changes =
    [
        ("crlf", """[{ replace: { files: [data/crlf.txt], pattern: "^old$", with: new } }]""", "-old\r\n+new\r\n"),
        ("latin", """[{ replace: { files: [data/latin.txt], pattern: old, with: new } }]""", "+caf\u00e9 new\n\\ No newline at end of file\n"),
        ("write", """[{ write: { file: data/new.txt, content: "one\n" } }, { write: { file: data/run.sh, content: "new\n" } }]""", "new file mode 100644\n"),
        ("mode", """[{ patch: "diff --git a/bin/tool b/bin/tool\nnew file mode 100755\n--- /dev/null\n+++ b/bin/tool\n@@ -0,0 +1 @@\n+x\n" }]""", "new file mode 100755\n"),
        ("delete", """[{ delete: { files: ["data/*.sh"] } }]""", "deleted file mode 100755\n"),
        ("move", """[{ move: { from: data/run.sh, to: "bin/über uns.sh" } }]""", "rename from data/run.sh\n"),
        ("edited-move", """[{ move: { from: data/run.sh, to: bin/run.sh } }, { replace: { files: [bin/run.sh], pattern: old, with: new } }]""", "+new\n"),
        ("plain-move", """[{ move: { from: data/crlf.txt, to: data/moved.txt } }, { replace: { files: ["data/*.txt"], pattern: old, with: new } }]""", "deleted file mode 100644\n"),
        ("set", """[{ set: { file: data/a.json, path: b.c, value: [1, 2] } }]""", "data/a.json"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Git_makes_of_the_base_and_the_stored_patch_the_very_tree_that_is_published()
    {
        await using var world = await StartAsync();
        using var folder = new TempDirectory();
        foreach (var (campaign, steps, mark) in Changes)
        {
            await world.World.PreviewAsync(Spec(steps, campaign), campaign);
            var patch = await PatchAsync(world, campaign);
            Assert.Contains(mark, Encoding.Latin1.GetString(patch), StringComparison.Ordinal);
            await File.WriteAllBytesAsync(folder.Sub($"{campaign}.patch"), patch, Cancellation);
            await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/{campaign}/runs", """{"kind":"publish"}""");
        }

        await world.WorkAsync();
        Shell.Run(folder.Path, $"git clone -q --no-checkout '{world.World.GitHub.Simulator.Git.PathOf(world.World.Selection.Real(Repository))}' checkout");
        foreach (var (campaign, _, _) in Changes)
        {
            var changeset = await world.World.Campaign.JsonAsync("GET", $"/api/campaigns/{campaign}/changesets/{Repository}");
            Assert.Equal("open", changeset.GetProperty("state").GetString());
            Shell.Run(folder.Path, $$"""
                cd checkout
                git checkout -q --force {{changeset.GetProperty("base_commit").GetString()}}
                git apply --index --whitespace=nowarn ../{{campaign}}.patch
                git write-tree > ../applied
                git rev-parse 'origin/octobatch/{{campaign}}^{tree}' > ../published
                git diff-tree -r $(cat ../applied) $(cat ../published) > ../differs
                """);
            Assert.Equal($"{campaign}: ", $"{campaign}: {await ReadAsync("differs")}"); // says more than two ids
            Assert.Equal(await ReadAsync("published"), await ReadAsync("applied"));
        }

        Task<string> ReadAsync(string name) => File.ReadAllTextAsync(folder.Sub(name), Cancellation);
    }

    [Fact]
    public async Task After_the_merge_another_preview_of_the_same_steps_finds_nothing_to_change()
    {
        await using var world = await StartAsync();
        await world.PublishAsync(Spec(
            """
            [{ replace: { files: ["data/*.txt"], pattern: old, with: new } }, { write: { file: data/new.txt, content: "one\n" } },
             { move: { from: data/run.sh, to: bin/run.sh } }, { delete: { files: [docs/logo.png] } }, { set: { file: data/a.json, path: b.c, value: [1, 2] } }]
            """, "one"));
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Merge(Repository, await world.NumberAsync(Repository)));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal([$"{Repository} merged"], await world.StatesAsync());

        var run = await world.World.PreviewAgainAsync();
        Assert.Equal("completed", run.GetProperty("state").GetString());
        Assert.Equal([$"{Repository} no_change"], await world.World.ResultsAsync(run.GetProperty("number").GetInt32()));
    }

    private static string Spec(string steps, string campaign) =>
        PublishWorld.Spec($"repo:{Repository}", steps).Replace("name: one\n", $"name: {campaign}\n", StringComparison.Ordinal);

    private async Task<PublishWorld> StartAsync()
    {
        var world = await PublishWorld.StartAsync(postgres);
        await world.World.CommitAsync(
            Repository,
            ("data/crlf.txt", "100644", "one\r\nold\r\ntwo"u8.ToArray()), ("data/latin.txt", "100644", Encoding.Latin1.GetBytes("caf\u00e9 old")),
            ("data/run.sh", "100755", "old\nand\nmore\nlines\n"u8.ToArray()), ("data/a.json", "100644", "{ \"a\": 1 }\n"u8.ToArray()));
        return world;
    }

    private static async Task<byte[]> PatchAsync(PublishWorld world, string campaign)
    {
        using var answer = await world.World.Campaign.SendAsync("GET", $"/api/campaigns/{campaign}/changesets/{Repository}/patch");
        Assert.True(answer.IsSuccessStatusCode, $"{campaign}: {(int)answer.StatusCode}");
        return await answer.Content.ReadAsByteArrayAsync(Cancellation);
    }
}
