namespace Octobatch.GitHubSimulator.People;

/// <summary>
/// Plays an organisation at work, for demos: a check starts soon after a pull request is opened and mostly passes, somebody
/// reviews, somebody merges. Which go wrong follows from their numbers, so a demo is the same every time.
/// </summary>
internal sealed class PlayedPeople(Simulator simulator) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, simulator.Clock.Provider);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!simulator.PlaysPeople)
                continue;
            foreach (var repository in simulator.Repositories.All)
                Play(repository);
        }
    }

    private void Play(Repository repository)
    {
        if (repository.Pulls.Count is 0)
            return;
        lock (repository.Gate)
        {
            foreach (var pull in repository.Pulls.Where(pull => pull.IsOpen && !pull.IsDraft).ToList())
            {
                var (name, number, age) = (repository.FullName, pull.Number, simulator.Clock.Now - pull.CreatedAt);
                var luck = (repository.Id + number) % 10;
                var run = repository.CheckRuns.FindLast(each => each.HeadSha == pull.HeadSha);
                if (run is null)
                    simulator.Maintainers.Check(name, number, null);
                else if (run.Status is not "completed" && age > TimeSpan.FromSeconds(8))
                    simulator.Maintainers.Check(name, number, luck is 7 ? "failure" : "success");
                else if (pull.Reviews.Count is 0 && age > TimeSpan.FromSeconds(15))
                    _ = luck is 3 ? simulator.Maintainers.RequestChanges(name, number, "bob") : simulator.Maintainers.Approve(name, number);
                else if (luck is not (3 or 7) && age > TimeSpan.FromSeconds(25))
                    simulator.Maintainers.Merge(name, number, "carol");
            }
        }
    }
}
