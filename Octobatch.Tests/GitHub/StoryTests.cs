using System.Text;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Issues;
using Octobatch.GitHub.Publishing;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>
/// The whole way through GitHub with its published limits: list, read, publish, update, review, merge; and once more with a tenth of all
/// requests going wrong.
/// </summary>
public sealed class StoryTests(PostgresFixture postgres, RedisServerFixture redis, ITestOutputHelper output)
{
    private const string Branch = "octobatch/story";
    private const string Workflow = ".github/workflows/ci.yml";
    private const int Repositories = 200;

    // In one document, in steps by GraphQL's commit, in steps by REST's git data.
    private const int Changed = 12;

    [Fact]
    public async Task Two_hundred_repositories_are_read_in_at_most_ten_requests()
    {
        await using var github = await SimulatedGitHub.StartAsync(options => options with { SeededRepositories = Repositories });
        await using var replica = github.Replica(await redis.GetUrlAsync());
        var story = ReadAllAsync(replica.Client.For(1));
        await github.Clock.RunAsync([story], () => 0);

        Assert.Equal(Repositories, (await story).Count);
        Assert.All((await story).Values, files => Assert.Equal(2, files.Entries.Count));
        Assert.InRange(github.Simulator.Requests.Count("POST", "/graphql"), 1, 10);
    }

    [Fact]
    public async Task The_story_ends_the_same_with_a_tenth_of_all_requests_going_wrong()
    {
        var (calm, calmRequests) = await TellAsync([]);
        var (rough, roughRequests) = await TellAsync(
        [
            new() { Kind = FaultKind.ResetBefore, Probability = 0.02 },
            new() { Kind = FaultKind.ResetAfter, Probability = 0.02 },
            new() { Kind = FaultKind.LostAnswer, Probability = 0.02 },
            new() { Kind = FaultKind.Truncated, Probability = 0.01 },
            new() { Kind = FaultKind.Status, Status = 500, Probability = 0.01 },
            new() { Kind = FaultKind.Status, Status = 503, Probability = 0.01 },
            new() { Kind = FaultKind.SecondaryLimit, RetryAfter = 7, Probability = 0.01 },
        ]);
        output.WriteLine($"{calmRequests} requests without faults, {roughRequests} with");

        Assert.Equal(Changed, calm.Count);
        Assert.All(calm, end => Assert.Equal("Updated [ci] merged", end.Value.Pulls));
        Assert.Equal(calm, rough);
        Assert.True(roughRequests > calmRequests);
    }

    private async Task<(SortedDictionary<string, End> Ends, long Requests)> TellAsync(FaultRule[] faults)
    {
        await using var github = await SimulatedGitHub.StartAsync(options => options with { SeededRepositories = 20 });
        await using var database = await WriteBudgetDatabase.CreateAsync(postgres);
        await using var server = await redis.StartOwnAsync(TestContext.Current.CancellationToken);
        await using var replica = github.Replica(server.Url, database);
        foreach (var fault in faults)
            github.Simulator.Faults.Add(fault);
        var story = StoryAsync(replica.Client.For(1));
        await github.Clock.RunAsync([story], () => 0);
        if (faults.Length == 0)
            Assert.DoesNotContain(github.Simulator.Requests.Last, request => request.Status is 403 or 429);
        github.Simulator.Faults.Clear();
        var requests = github.Simulator.Requests.Total;
        var ends = EndsAsync(replica.Client.For(1), await story);
        await github.Clock.RunAsync([ends], () => 0);
        return (await ends, requests);
    }

    private static async Task<SortedDictionary<string, End>> EndsAsync(GitHubInstallation github, Dictionary<string, string> trees)
    {
        var ends = new SortedDictionary<string, End>(StringComparer.Ordinal);
        foreach (var (name, tree) in trees)
        {
            var pulls = Value(await github.FindPullsAsync(RepositoryName.Parse(name), Branch, Cancellation));
            ends[name] = new(
                string.Join("; ", pulls.Select(p => $"{p.Title} [{string.Join(',', p.Labels.Select(l => l.Name))}] {(p.MergedAt is null ? p.State : "merged")}")),
                tree);
        }

        return ends;
    }

    /// <returns>The tree of each changed repository's default branch at the end.</returns>
    private static async Task<Dictionary<string, string>> StoryAsync(GitHubInstallation github)
    {
        var files = await ReadAllAsync(github);
        var trees = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, found) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(Changed))
        {
            var repository = RepositoryName.Parse(name);
            var text = Encoding.UTF8.GetString(((FileEntry)found.Entries[Workflow]).Content.Span);
            var change = new FileChange(Workflow, Encoding.UTF8.GetBytes(text + "# changed\n"));
            var number = await UntilOpenAsync(github, repository, change, trees.Count % 3);
            await UpdateAsync(github, repository, number);
            await SureAsync(() => github.AddLabelsAsync(repository, number, ["ci"], Cancellation));
            await MergeAsync(github, repository, number);
            var head = await SureAsync(() => github.GetBranchAsync(repository, found.DefaultBranch!, Cancellation));
            trees[name] = (await SureAsync(() => github.GetCommitAsync(repository, head.Target.Sha, Cancellation))).Tree.Sha;
        }

        return trees;
    }

    private static async Task<Dictionary<string, RepositoryFiles>> ReadAllAsync(GitHubInstallation github)
    {
        var names = new List<RepositoryName>();
        await foreach (var page in github.ListRepositoriesAsync(Cancellation))
            names.AddRange(Value(page).Repositories.Select(repository => RepositoryName.Parse(repository.FullName)));
        var files = new Dictionary<string, RepositoryFiles>(StringComparer.Ordinal);
        await foreach (var found in github.ReadFilesAsync([.. names.Select(name => new WantedFiles(name, [Workflow, "docs"]))], Cancellation))
            files.Add(Value(found).FullName, Value(found));
        return files;
    }

    /// <summary>Looks, does the next thing that is missing, and looks again: whatever goes wrong on the way.</summary>
    private static async Task<int> UntilOpenAsync(GitHubInstallation github, RepositoryName repository, FileChange change, int way)
    {
        while (true)
        {
            var state = await LookAsync(github, repository);
            if (state.Pulls is [var open, ..])
                return open.Number;
            var (main, head) = (state.DefaultBranch!, state.DefaultHead!);
            var commit = new NewCommitOnBranch(Branch, head, "Change", null, [change]);
            if (state.BranchHead is null && way == 0)
            {
                await github.PublishAsync(repository, new(state.RepositoryId, main, head, commit, "Story", "", Draft: false), null, Cancellation);
            }
            else if (state.BranchHead is null && way == 1)
            {
                await github.CreateBranchAsync(repository, Branch, head, Cancellation);
            }
            else if (state.BranchHead is null)
            {
                var blob = await github.CreateBlobAsync(repository, change.Content!.Value, Cancellation);
                var tree = blob.Ok ? await github.CreateTreeAsync(repository, head, [new(change.Path, "100644", "blob", blob.Value.Sha)], Cancellation) : blob.Error;
                var made = tree.Ok ? await github.CreateCommitAsync(repository, "Change", tree.Value.Sha, [head], Cancellation) : tree.Error;
                if (made.Ok)
                    await github.CreateBranchAsync(repository, Branch, made.Value.Sha, Cancellation);
            }
            else if (state.BranchHead == head)
            {
                await github.CommitOnBranchAsync(repository, commit, null, Cancellation);
            }
            else
            {
                await github.CreatePullAsync(repository, new("Story", Branch, main, "", Draft: false), Cancellation);
            }
        }
    }

    private static async Task UpdateAsync(GitHubInstallation github, RepositoryName repository, int number)
    {
        var before = await LookAsync(github, repository);
        for (var now = before; now.BranchHead == before.BranchHead; now = await LookAsync(github, repository))
        {
            await github.CommitOnBranchAsync(
                repository, new(Branch, before.BranchHead!, "More", null, [new("MORE.md", "more\n"u8.ToArray())]), null, Cancellation);
        }

        await SureAsync(() => github.ChangePullAsync(repository, number, new() { Title = "Updated" }, Cancellation));
        await SureAsync(() => github.ReviewPullAsync(repository, number, new("COMMENT", "Looks right."), Cancellation));
    }

    private static async Task MergeAsync(GitHubInstallation github, RepositoryName repository, int number)
    {
        while (true)
        {
            await foreach (var state in github.ReadPullsAsync([new(repository, number)], Cancellation))
            {
                if (state.Ok && state.Value.State == "MERGED")
                    return;
                if (state.Ok)
                    await github.MergePullAsync(repository, number, new(state.Value.HeadRefOid, "squash"), Cancellation);
            }
        }
    }

    private static async Task<BranchState> LookAsync(GitHubInstallation github, RepositoryName repository)
    {
        while (true)
        {
            await foreach (var state in github.ReadBranchesAsync([new(repository, Branch)], Cancellation))
            {
                if (state.Ok)
                    return state.Value;
                Assert.True(state.Error.CanRetry, state.Error.ToString());
            }
        }
    }

    /// <summary>Does what may be done twice until it is done.</summary>
    private static async Task<T> SureAsync<T>(Func<Task<GitHubResult<T>>> call)
    {
        while (true)
        {
            var result = await call();
            if (result.Ok)
                return result.Value;
            Assert.True(result.Error.CanRetry, result.Error.ToString());
        }
    }

    private static T Value<T>(GitHubResult<T> result)
    {
        Assert.True(result.Ok, result.Error?.ToString());
        return result.Value;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private sealed record End(string Pulls, string Tree);
}
