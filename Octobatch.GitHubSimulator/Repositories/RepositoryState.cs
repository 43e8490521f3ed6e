using System.Text.Json;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Pulls;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.Repositories;

/// <summary>What of a repository is not git, kept in a file beside its git after every change, so that a later start knows it.</summary>
internal sealed record RepositoryState(
    string Owner, string Name, IReadOnlyList<string> FormerNames, bool IsDeleted, Dictionary<string, string>? CustomProperties, IReadOnlyList<Ruleset>? Rulesets, string? Description, string Visibility, bool IsArchived, bool IsDisabled, bool AllowAutoMerge, IReadOnlyList<string> Topics,
    Dictionary<string, BranchProtection> Protections, List<PullRequest> Pulls, List<Label> Labels, List<CheckRun> CheckRuns, List<CommitStatus> Statuses,
    DateTimeOffset PushedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Writes the state; the caller holds the repository's gate.</summary>
    public static void Save(Simulator simulator, Repository repository)
    {
        simulator.Git.Ensure(repository);
        var path = PathOf(simulator, repository);
        var state = new RepositoryState(
            repository.Owner.Login, repository.Name, repository.FormerNames, repository.IsDeleted, repository.CustomProperties.ToDictionary(), repository.Rulesets,
            repository.Description, repository.Visibility, repository.IsArchived, repository.IsDisabled, repository.AllowAutoMerge, repository.Topics,
            repository.Protections.ToDictionary(), repository.Pulls, repository.Labels, repository.CheckRuns, repository.Statuses, repository.PushedAt, repository.UpdatedAt);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(state));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Takes up what an earlier run left.</summary>
    /// <returns>The highest number that is in use.</returns>
    public static long Load(Simulator simulator, Repository repository)
    {
        var path = PathOf(simulator, repository);
        if (!File.Exists(path))
            return 0;
        var state = JsonSerializer.Deserialize<RepositoryState>(File.ReadAllBytes(path))!;
        (repository.CustomProperties, repository.Rulesets, repository.IsDeleted) = (
            state.CustomProperties ?? repository.CustomProperties, state.Rulesets ?? [], state.IsDeleted);
        (repository.Description, repository.Visibility, repository.IsArchived, repository.IsDisabled) = (state.Description, state.Visibility, state.IsArchived, state.IsDisabled);
        (repository.AllowAutoMerge, repository.Topics, repository.PushedAt, repository.UpdatedAt) = (state.AllowAutoMerge, state.Topics, state.PushedAt, state.UpdatedAt);
        foreach (var (branch, rule) in state.Protections)
            repository.Protections[branch] = rule;
        repository.Labels.Clear();
        repository.Labels.AddRange(state.Labels);
        repository.Pulls.AddRange(state.Pulls);
        repository.CheckRuns.AddRange(state.CheckRuns);
        repository.Statuses.AddRange(state.Statuses);
        return state.Labels.Select(label => label.Id)
            .Concat(state.Pulls.SelectMany(pull => pull.Comments.Select(comment => comment.Id).Concat(pull.Reviews.Select(review => review.Id)).Append(pull.Id)))
            .Concat(state.CheckRuns.Select(run => run.Id)).Concat(state.Statuses.Select(status => status.Id)).DefaultIfEmpty().Max();
    }

    /// <summary>Takes up the owners and names that repositories were given, and who is gone, once all accounts are known.</summary>
    public static void Settle(Simulator simulator)
    {
        foreach (var repository in simulator.Repositories.All.ToList())
        {
            var path = PathOf(simulator, repository);
            if (!File.Exists(path))
                continue;
            var state = JsonSerializer.Deserialize<RepositoryState>(File.ReadAllBytes(path))!;
            foreach (var name in state.FormerNames.Skip(1).Append($"{state.Owner}/{state.Name}").Where(_ => state.FormerNames.Count > 0))
            {
                if (name.Split('/') is [var login, var rest] && simulator.AccountNamed(login) is { } owner)
                    simulator.Repositories.Move(repository, owner, rest);
            }

            if (repository.IsDeleted)
                simulator.Repositories.Remove(repository);
        }
    }

    private static string PathOf(Simulator simulator, Repository repository) => Path.Combine(simulator.Git.PathOf(repository), "github.json");
}
