using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Previews;

public sealed class HostileTests(PostgresFixture postgres)
{
    private const string One = "org-01/service-000001";
    private const string Hit = """[{ replace: { files: ["**/*.yml"], pattern: "old", with: "new" } }]""";

    [Fact]
    public async Task Fifty_thousand_files_are_looked_through_with_one_tree_and_one_request_for_contents()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        await world.CommitManyAsync(One, folders: 100, files: 500);
        var run = await world.PreviewAsync(PreviewWorld.Spec(Hit, $"repo:{One}"));
        Assert.Equal([$"{One} ready"], await world.ResultsAsync(1));
        Assert.Equal(3, run.GetProperty("github_requests").GetInt32());
    }

    [Fact]
    public async Task A_tree_that_GitHub_cuts_short_is_walked_folder_by_folder()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        await world.CommitManyAsync(One, folders: 110, files: 1_000);
        await world.PreviewAsync(PreviewWorld.Spec(Hit, $"repo:{One}"));
        Assert.Equal([$"{One} ready"], await world.ResultsAsync(1));
        Assert.InRange(world.GitHub.Simulator.Requests.Count("GET", "/repos/{owner}/{repo}/git/trees/{**sha}"), 110, 130);
    }

    [Fact]
    public async Task A_tree_in_parts_with_too_many_folders_fails_with_the_way_out()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        await world.CommitManyAsync(One, folders: 400, files: 300);
        await world.PreviewAsync(PreviewWorld.Spec(Hit, $"repo:{One}"));
        Assert.Equal([$"{One} failed repository_too_large"], await world.ResultsAsync(1));
        Assert.Contains("Name folders in the globs", Assert.Single(await world.Campaign.RowsAsync("select failure from targets")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_200_MB_is_refused_by_its_size_and_never_read()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        await world.CommitLargeAsync(One, "big.txt", 200 * 1024 * 1024);
        world.GitHub.Simulator.Requests.Clear();
        string[] globs = ["big.txt", "*.txt", "**/*.txt"];
        foreach (var (number, glob) in globs.Index())
        {
            await world.PreviewAsync(PreviewWorld.Spec($$"""[{ replace: { files: ["{{glob}}"], pattern: "old", with: "new" } }]""", $"repo:{One}"));
            Assert.Equal([$"{One} failed steps_refused"], await world.ResultsAsync(number + 1));
        }

        Assert.Equal(0, world.GitHub.Simulator.Requests.Count("GET", "/repos/{owner}/{repo}/git/blobs/{sha}"));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_read_as_they_are()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 3);
        await world.CommitAsync(One, ("bad.txt", "100644", [0xFF, 0xFE, 0x80, .. " old\n"u8]));
        await world.PreviewAsync(PreviewWorld.Spec("""[{ replace: { files: [bad.txt], pattern: "old", with: "new" } }]""", $"repo:{One}"));
        Assert.Equal([$"{One} ready"], await world.ResultsAsync(1));
        using var artifact = await world.Artifacts.FindAsync(
            Assert.Single(await world.Campaign.RowsAsync("select artifact from targets")), TestContext.Current.CancellationToken);
        var file = Assert.Single(artifact!.Change().Files);
        Assert.Equal([0xFF, 0xFE, 0x80, .. " new\n"u8], artifact.Blob(file.After!.BlobId)!);
    }

    [Fact]
    public async Task A_repository_that_is_gone_fails_alone()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        world.GitHub.Simulator.Installations.Select(1, world.GitHub.Simulator.Repositories.All.Select(r => r.Id).Except([world.Selection.Real(One).Id]).ToHashSet());
        await world.PreviewAsync(PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "org:org-01"));
        Assert.Equal(
            ["org-01/service-000000 ready", $"{One} failed repository_not_found", "org-01/service-000002 ready", "org-01/service-000003 ready", "org-01/service-000004 ready"],
            await world.ResultsAsync(1));
    }

    [Fact]
    public async Task GitHub_away_for_a_while_costs_time_and_nothing_else()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        world.GitHub.Simulator.Faults.Add(new FaultRule { Path = "/graphql", Kind = FaultKind.Status, Status = 502, Count = 20 });
        await world.PutAsync(PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "org:org-01"));
        var number = await world.StartRunAsync();
        await world.WorkAsync();
        Assert.Equal(5, (await world.RunAsync(number)).GetProperty("counts").GetProperty("selected").GetInt32());
        for (var minute = 0; minute < 10; minute++)
            await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("completed", (await world.RunAsync(number)).GetProperty("state").GetString());
        Assert.All(await world.ResultsAsync(1), result => Assert.EndsWith(" ready", result, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_installation_that_stays_suspended_fails_its_repositories_in_the_end()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 5);
        await world.PutAsync(PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "org:org-01"));
        var number = await world.StartRunAsync();
        world.GitHub.Simulator.Installations.Suspend(1);
        await world.WorkAsync();
        for (var minute = 0; minute < 10; minute++)
            await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("completed", (await world.RunAsync(number)).GetProperty("state").GetString());
        Assert.All(await world.ResultsAsync(1), result => Assert.EndsWith(" failed github_refused", result, StringComparison.Ordinal));
        Assert.Equal(["True"], await world.Campaign.RowsAsync("select distinct retryable from targets"));
    }
}
