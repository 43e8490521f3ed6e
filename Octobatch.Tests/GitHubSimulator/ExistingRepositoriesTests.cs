using LibGit2Sharp;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class ExistingRepositoriesTests
{
    [Fact]
    public async Task Bare_repositories_are_served_under_the_names_of_their_folders_and_never_written_to()
    {
        var folder = Directory.CreateTempSubdirectory("octobatch-existing-").FullName;
        try
        {
            Make(Path.Combine(folder, "deep", "er", "ozone", "layer.git"), "main");
            Make(Path.Combine(folder, "apple+pie"), "master");
            Make(Path.Combine(folder, "apple+tart", "repo"), "trunk");
            Make(Path.Combine(folder, "empty+one"), null);
            var before = Listing(folder);
            await using (var simulator = await RunningSimulator.StartAsync(options => options with { RepositoriesDirectory = folder }))
            {
                Assert.Equal(["apple", "empty", "ozone"], simulator.Simulator.Installations.All.Select(installation => installation.Account.Login));
                var token = await simulator.MintAsync();
                Assert.Equal("trunk", (await simulator.GetAsync("/repos/apple/tart", token)).Json.GetProperty("default_branch").GetString());
                Assert.Equal(200, (await simulator.GetAsync("/repos/apple/pie/contents/file.txt", token)).Status);
                Assert.Equal(200, (await simulator.GetAsync("/repos/ozone/layer/contents/file.txt", await simulator.MintAsync(3))).Status);
                Assert.Equal(404, (await simulator.GetAsync("/repos/empty/one/contents/", await simulator.MintAsync(2))).Status);
                var put = await simulator.SendAsync(HttpMethod.Put, "/repos/apple/pie/contents/new.txt", token, new { message = "m", content = GitHubCalls.Base64("x") });
                Assert.Equal(201, put.Status);
                Assert.Equal(2, (await simulator.GetAsync("/repos/apple/pie/commits", token)).Json.GetArrayLength());
            }

            Assert.Equal(before, Listing(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Five_thousand_seeded_repositories_are_one_small_pack_until_they_are_used()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { SeededRepositories = 5_000 });
        var root = simulator.Simulator.Git.Root;
        Assert.Equal(["seed.git"], Directory.EnumerateDirectories(root).Select(Path.GetFileName));
        Assert.InRange(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 50_000_000);
        var token = await simulator.MintAsync(5);
        Assert.Equal(1_000, (await simulator.GetAsync("/installation/repositories?per_page=1", token)).Json.GetProperty("total_count").GetInt32());
        Assert.Equal(200, (await simulator.GetAsync("/repos/org-05/service-004999/contents/README.md", token)).Status);
        Assert.Equal(2, Directory.EnumerateDirectories(root).Count());
    }

    private static void Make(string path, string? branch)
    {
        using var git = new LibGit2Sharp.Repository(LibGit2Sharp.Repository.Init(path, isBare: true));
        if (branch is null)
            return;
        using var content = new MemoryStream("text\n"u8.ToArray());
        var files = new TreeDefinition();
        files.Add("file.txt", git.ObjectDatabase.CreateBlob(content), Mode.NonExecutableFile);
        var who = new Signature("A", "a@example.com", DateTimeOffset.UnixEpoch);
        var commit = git.ObjectDatabase.CreateCommit(who, who, "First\n", git.ObjectDatabase.CreateTree(files), [], prettifyMessage: false);
        git.Refs.Add($"refs/heads/{branch}", commit.Id);
        git.Refs.UpdateTarget("HEAD", $"refs/heads/{branch}");
    }

    private static List<string> Listing(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {new FileInfo(file).Length} {File.GetLastWriteTimeUtc(file):O}"),
    ];
}
