using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.People;
using Octobatch.GitHubSimulator.Webhooks;
using Xunit;

namespace Octobatch.Tests.Campaigns.Chaos;

/// <summary>
/// Everything that goes wrong while a campaign is published: every few seconds a worker dies, Redis goes and comes back, GitHub fails and loses
/// answers, webhooks are lost, doubled and late, and people do as they like with pull requests as soon as they see them.
/// </summary>
internal sealed class PublishStorm(ChaosWorld world, WorkerProcesses workers, int workerCount, IReadOnlyList<string> targets, Random dice)
{
    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<string> untouched = [.. targets];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Commits that people made on our branches, by repository.</summary>
    public Dictionary<string, string> HumanCommits { get; } = [];

    public int Killed { get; private set; }

    /// <summary>Until every target has its pull request and people have had their way with it.</summary>
    public async Task RunAsync(CancellationToken limit)
    {
        Break();
        workers.Start();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var kills = KillAsync(over.Token);
        try
        {
            await MeetAllAsync(limit);
        }
        finally
        {
            await over.CancelAsync();
            await kills;
        }

        // Some change their minds when all is long published.
        foreach (var repository in targets.Where(_ => dice.Next(3) == 0))
            Act(repository, world.GitHub.Views.PullsOf(repository)[^1]);
        world.GitHub.Faults.Clear();
        world.GitHub.Webhooks.Faults = new();
    }

    // Beside the people, who take their time.
    private async Task KillAsync(CancellationToken over)
    {
        var lots = new Random(3);
        while (true)
        {
            await Task.Delay(KillEvery, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
                return;
            workers.Replace(lots.Next(workerCount));
            Killed++;
        }
    }

    private async Task MeetAllAsync(CancellationToken limit)
    {
        var redis = 0;
        while (untouched.Count > 0)
        {
            limit.ThrowIfCancellationRequested();
            foreach (var repository in untouched.ToList())
            {
                Meet(repository);
                var published = targets.Count - untouched.Count;
                if (redis == 0 && published >= targets.Count / 3)
                {
                    await world.Redis.StopAsync();
                    redis++;
                }
                else if (redis == 1 && published >= targets.Count * 2 / 3)
                {
                    await world.Redis.RestartAsync(Cancellation);
                    redis++;
                }
            }

            await Task.Delay(Look, Cancellation);
        }
    }

    // One request of twenty, and each kind as often as the others.
    private void Break()
    {
        foreach (var kind in (FaultKind[])[FaultKind.Status, FaultKind.ResetBefore, FaultKind.ResetAfter, FaultKind.LostAnswer, FaultKind.Truncated])
        {
            foreach (var path in (string[])["/graphql", "/repos/*"])
                world.GitHub.Faults.Add(new FaultRule { Path = path, Kind = kind, Probability = 0.01, Status = kind is FaultKind.Status ? 503 : null });
        }

        world.GitHub.Webhooks.Faults = new WebhookFaults { Lost = 0.1, Doubled = 0.1, OutOfOrder = 0.1 };
    }

    private void Meet(string repository)
    {
        if (world.GitHub.Views.PullsOf(repository) is not [.., var pull])
        {
            // The base moves on before it is published.
            if (dice.Next(2_000) == 0)
                world.GitHub.Maintainers.Push(repository, "main", "OTHER", $"{dice.Next()}");
            return;
        }

        untouched.Remove(repository);
        Act(repository, pull);
    }

    private void Act(string repository, PullView pull)
    {
        var people = world.GitHub.Maintainers;
        switch (dice.Next(100))
        {
            case < 35:
                break;
            case < 60 and var lot:
                people.Check(repository, pull.Number, lot < 50 ? "success" : lot < 55 ? "failure" : null);
                break;
            case < 75:
                people.Merge(repository, pull.Number);
                break;
            case < 85:
                people.Close(repository, pull.Number);
                break;
            case < 95 when pull.State is "OPEN":
                Assert.Null(people.Push(repository, pull.HeadRef, "MINE", $"{dice.Next()}"));
                HumanCommits[repository] = world.GitHub.Views.BranchesOf(repository)[pull.HeadRef];
                break;
            default:
                people.Approve(repository, pull.Number);
                break;
        }
    }
}
