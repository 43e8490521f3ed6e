using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Publishing;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Repositories;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>A simulated GitHub with a pull request in each of its repositories, and a client of it.</summary>
internal sealed class ManyPulls : IAsyncDisposable
{
    public const string Branch = "octobatch/many";

    private readonly Npgsql.NpgsqlDataSource database;
    private readonly Replica replica;

    private ManyPulls(SimulatedGitHub github, Npgsql.NpgsqlDataSource database) =>
        (GitHub, this.database, replica) = (github, database, github.Replica(postgres: database));

    public SimulatedGitHub GitHub { get; }

    public GitHubInstallation Client => replica.Client.For(1);

    /// <summary>What a look at the branches showed, by repository.</summary>
    public IReadOnlyList<BranchState> Branches { get; private set; } = [];

    public IReadOnlyList<RepositoryName> Repositories => [.. Branches.Select(branch => RepositoryName.Parse(branch.FullName))];

    public IReadOnlyList<PullState> Pulls => [.. Branches.Select(branch => branch.Pulls[0])];

    public static async Task<ManyPulls> OpenAsync(PostgresFixture postgres, int count)
    {
        var many = new ManyPulls(
            await SimulatedGitHub.StartAsync(options => options with { SeededRepositories = count, Limits = Octobatch.GitHubSimulator.Limits.LimitSettings.Published }),
            await WriteBudgetDatabase.CreateAsync(postgres));
        await many.RunAsync(many.PublishAllAsync);
        await many.LookAsync();
        return many;
    }

    /// <summary>Does something with the client while its clock jumps on.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> act)
    {
        var running = act();
        await GitHub.Clock.RunAsync([running], () => 0);
        return await running;
    }

    public Task<List<GitHubResult<T>>> AllAsync<T>(IAsyncEnumerable<GitHubResult<T>> results) => RunAsync(async () =>
    {
        var all = new List<GitHubResult<T>>();
        await foreach (var result in results)
            all.Add(result);
        return all;
    });

    /// <summary>Looks at all branches anew.</summary>
    public async Task LookAsync()
    {
        var names = GitHub.Simulator.Repositories.All.OrderBy(repository => repository.FullName, StringComparer.Ordinal)
            .Select(repository => new BranchKey(RepositoryName.Parse(repository.FullName), Branch)).ToList();
        Branches = [.. (await AllAsync(Client.ReadBranchesAsync(names, Cancellation))).Select(Value)];
    }

    public static T Value<T>(GitHubResult<T> result)
    {
        Assert.True(result.Ok, result.Error?.ToString());
        return result.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await replica.DisposeAsync();
        await database.DisposeAsync();
        await GitHub.DisposeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<int> PublishAllAsync()
    {
        var names = GitHub.Simulator.Repositories.All.Select(repository => RepositoryName.Parse(repository.FullName)).ToList();
        await foreach (var found in Client.ReadBranchesAsync([.. names.Select(name => new BranchKey(name, Branch))], Cancellation))
        {
            var state = Value(found);
            var commit = new NewCommitOnBranch(Branch, state.DefaultHead!, "Many", null, [new("MANY.md", "many\n"u8.ToArray())]);
            var publication = new NewPublication(state.RepositoryId, state.DefaultBranch!, state.DefaultHead!, commit, "Many", "", Draft: false);
            Assert.Null(Value(await Client.PublishAsync(RepositoryName.Parse(state.FullName), publication, null, Cancellation)).Stopped);
        }

        return names.Count;
    }
}
