using System.Text;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Labels;
using Octobatch.GitHub.People;
using Octobatch.GitHub.Publishing;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHubSimulator.GitData;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>
/// One way through GitHub, told so that it comes to its end whatever goes wrong: it looks, does the next thing that is missing, and looks
/// again. In each third repository the pull request is made in one document, by steps with GraphQL's commit, and by steps with REST's git data.
/// </summary>
internal sealed class Story(SimulatedGitHub world, GitHubInstallation github)
{
    private const string Branch = "octobatch/story";
    private const string Workflow = ".github/workflows/ci.yml";
    private const int Changed = 12;

    /// <summary>GraphQL requests that reading the files of all repositories took.</summary>
    public long RequestsToRead { get; private set; }

    /// <summary>How many repositories were read.</summary>
    public int Read { get; private set; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <returns>The tree of each changed repository's default branch at the end.</returns>
    public async Task<Dictionary<string, string>> TellAsync()
    {
        var files = await ReadAllAsync();
        (Read, RequestsToRead) = (files.Count, world.Simulator.Requests.Count("POST", "/graphql"));
        var alice = await OneAsync(() => github.FindUsersAsync(["alice"], Cancellation));
        var trees = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, found) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal).Take(Changed))
        {
            var repository = RepositoryName.Parse(name);
            world.Simulator.Maintainers.Protect(name, found.DefaultBranch!, new BranchProtection([], 1));
            var text = Encoding.UTF8.GetString(((FileEntry)found.Entries[Workflow]).Content.Span);
            var pull = await UntilOpenAsync(repository, new FileChange(Workflow, Encoding.UTF8.GetBytes(text + "# changed\n")), trees.Count % 3);
            await UpdateAsync(repository, pull);
            await DiscussAsync(repository, pull, alice);
            await MergeAsync(repository, pull.Number);
            var head = await SureAsync(() => github.GetBranchAsync(repository, found.DefaultBranch!, Cancellation));
            trees[name] = (await SureAsync(() => github.GetCommitAsync(repository, head.Target.Sha, Cancellation))).Tree.Sha;
        }

        return trees;
    }

    /// <summary>What stands at GitHub of each repository, in words, and its tree.</summary>
    public async Task<SortedDictionary<string, string>> EndsAsync(Dictionary<string, string> trees)
    {
        var ends = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, tree) in trees)
        {
            var words = new List<string>();
            foreach (var listed in await SureAsync(() => github.FindPullsAsync(RepositoryName.Parse(name), Branch, Cancellation)))
            {
                var pull = await SureAsync(() => github.GetPullAsync(RepositoryName.Parse(name), listed.Number, Cancellation));
                var state = await OneAsync(() => github.ReadPullsAsync([new(RepositoryName.Parse(name), listed.Number)], Cancellation));
                words.Add($"{pull.Title} [{string.Join(',', pull.Labels.Select(label => label.Name))}] {state.State}, {state.Review} by "
                    + $"{string.Join(',', state.Reviews.Select(review => review.Author))}, {pull.Comments} comments");
            }

            ends[name] = $"{string.Join("; ", words)}; {tree}";
        }

        return ends;
    }

    private async Task<Dictionary<string, RepositoryFiles>> ReadAllAsync()
    {
        var names = new List<RepositoryName>();
        while (names.Count == 0)
        {
            await foreach (var page in github.ListRepositoriesAsync(Cancellation))
            {
                if (page.Ok)
                    names.AddRange(page.Value.Repositories.Select(repository => RepositoryName.Parse(repository.FullName)));
                else
                    names.Clear();
            }
        }

        var files = new Dictionary<string, RepositoryFiles>(StringComparer.Ordinal);
        while (files.Count < names.Count)
        {
            var missing = names.Where(name => !files.ContainsKey(name.ToString())).Select(name => new WantedFiles(name, [Workflow, "docs"])).ToList();
            await foreach (var found in github.ReadFilesAsync(missing, Cancellation))
            {
                if (found.Ok)
                    files[found.Value.FullName] = found.Value;
            }
        }

        return files;
    }

    private async Task<PullState> UntilOpenAsync(RepositoryName repository, FileChange change, int way)
    {
        while (true)
        {
            var state = await LookAsync(repository);
            if (state.Pulls is [var open, ..])
                return open;
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

    private async Task UpdateAsync(RepositoryName repository, PullState pull)
    {
        for (var now = await LookAsync(repository); now.BranchHead == pull.HeadRefOid; now = await LookAsync(repository))
        {
            await github.CommitOnBranchAsync(
                repository, new(Branch, pull.HeadRefOid, "More", null, [new("MORE.md", "more\n"u8.ToArray())]), null, Cancellation);
        }

        await OneAsync(() => github.ChangePullsAsync([new(pull.Id, "Updated", null)], null, Cancellation));
        var labels = await SureAsync(async () => (await github.EnsureLabelsAsync([new(repository, ["ci"])], Cancellation))[0]);
        await OneAsync(() => github.AddLabelsAsync([new(pull.Id, [labels.Ids["ci"]])], null, Cancellation));
    }

    /// <summary>Asks for a review, says something once, and is approved; before that nothing is merged.</summary>
    private async Task DiscussAsync(RepositoryName repository, PullState pull, string reviewer)
    {
        await OneAsync(() => github.RequestReviewsAsync([new(pull.Id, [reviewer], [])], null, Cancellation));
        while ((await SureAsync(() => github.GetPullAsync(repository, pull.Number, Cancellation))).Comments == 0)
        {
            await foreach (var said in github.AddCommentsAsync([new(pull.Id, "Please look.")], null, Cancellation))
                Assert.True(said.Ok || said.Error.CanRetry, said.Error?.ToString());
        }

        var now = await OneAsync(() => github.ReadPullsAsync([new(repository, pull.Number)], Cancellation));
        Assert.Equal("REVIEW_REQUIRED", now.Review);
        Assert.False((await github.MergePullAsync(repository, pull.Number, new(now.HeadRefOid, "squash"), Cancellation)).Ok);
        Assert.Null(world.Simulator.Maintainers.Approve(repository.ToString(), pull.Number));
        Assert.Equal("APPROVED", (await OneAsync(() => github.ReadPullsAsync([new(repository, pull.Number)], Cancellation))).Review);
    }

    private async Task MergeAsync(RepositoryName repository, int number)
    {
        while (await OneAsync(() => github.ReadPullsAsync([new(repository, number)], Cancellation)) is { State: not "MERGED" } state)
            await github.MergePullAsync(repository, number, new(state.HeadRefOid, "squash"), Cancellation);
    }

    private Task<BranchState> LookAsync(RepositoryName repository) => OneAsync(() => github.ReadBranchesAsync([new(repository, Branch)], Cancellation));

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

    private static Task<T> OneAsync<T>(Func<IAsyncEnumerable<GitHubResult<T>>> call) => SureAsync(async () => (await call().ToListAsync(Cancellation))[0]);
}
