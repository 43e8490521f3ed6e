using System.Collections.Concurrent;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Labels;
using Octobatch.GitHub.People;
using Octobatch.GitHub.Pulls;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Does the same operation for many changesets of one installation, as many a request as GitHub takes.</summary>
internal sealed class ManyExecutor
{
    // They never change, so they are asked for once.
    private readonly ConcurrentDictionary<(long Installation, string Name), string> people = new();

    /// <summary>Whether many of these may go into one request.</summary>
    public static bool Takes(Operation operation) => operation is AddLabels or RequestReviews or AddAssignees or EnableAutoMerge or UpdateText or Merge
        or ClosePull or DeleteBranch or LinkReplacement;

    /// <param name="work">All of the same operation.</param>
    /// <returns>One result each, in order.</returns>
    public async Task<IReadOnlyList<GitHubResult<Outcome>>> DoAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, WriteSlot? slot, CancellationToken cancellation) =>
        work[0].Operation switch
        {
            AddLabels => await LabelsAsync(github, work, slot, cancellation),
            RequestReviews => await ReviewersAsync(github, work, slot, cancellation),
            AddAssignees => await AssigneesAsync(github, work, slot, cancellation),
            EnableAutoMerge => await AllAsync(github.EnableAutoMergesAsync([.. work.Select(item => MergeOf(item, item.Job.Seen.Branch!.Head))], slot, cancellation)),
            Merge => await AllAsync(github.MergePullsAsync([.. work.Select(item => MergeOf(item, ((Merge)item.Operation).Head))], slot, cancellation)),
            UpdateText => await AllAsync(github.ChangePullsAsync(
                [.. work.Select(item => new PullText(item.Job.Row.PullId!, item.Job.Texts!.Title, item.Job.Body))], slot, cancellation)),
            ClosePull => await CloseAsync(github, work, slot, cancellation),
            DeleteBranch => await AllAsync(github.ChangeBranchesAsync(
                [.. work.Select(item => new BranchChange(item.Job.RepositoryId, ((DeleteBranch)item.Operation).Branch, ((DeleteBranch)item.Operation).Head, null, false))], slot, cancellation)),
            LinkReplacement => await AllAsync(github.AddCommentsAsync(
                [.. work.Select(item => new PullComment(item.Job.Seen.Replaced!.Id, $"This goes on in #{((LinkReplacement)item.Operation).By}, because others have committed to this branch."))], slot, cancellation)),
            var operation => throw new InvalidOperationException($"{operation.GetType().Name} is done one by one."),
        };

    private static async Task<IReadOnlyList<GitHubResult<Outcome>>> LabelsAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, WriteSlot? slot, CancellationToken cancellation)
    {
        var found = await github.EnsureLabelsAsync([.. work.Select(item => new WantedLabels(item.Job.Repository, item.Job.Spec.Changeset.Labels))], cancellation);
        return await ThoseAsync<PullLabels, Done>(
            work, place => found[place].Map(labels => new PullLabels(work[place].Job.Row.PullId!, [.. labels.Ids.Values.Distinct()])),
            those => github.AddLabelsAsync(those, slot, cancellation));
    }

    private async Task<IReadOnlyList<GitHubResult<Outcome>>> ReviewersAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, WriteSlot? slot, CancellationToken cancellation)
    {
        if (await LearnAsync(github, work, spec => spec.Reviewers, spec => spec.TeamReviewers, cancellation) is { } error)
            return [.. work.Select(_ => (GitHubResult<Outcome>)error)];
        return await ThoseAsync<PullReviewers, Done>(
            work, place => new PullReviewers(
                work[place].Job.Row.PullId!, Ids(github, work[place].Job.Spec.Changeset.Reviewers),
                Ids(github, work[place].Job.Spec.Changeset.TeamReviewers.Select(slug => Team(work[place].Job, slug).ToString()))),
            those => github.RequestReviewsAsync(those, slot, cancellation));
    }

    private async Task<IReadOnlyList<GitHubResult<Outcome>>> AssigneesAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, WriteSlot? slot, CancellationToken cancellation)
    {
        if (await LearnAsync(github, work, spec => spec.Assignees, _ => [], cancellation) is { } error)
            return [.. work.Select(_ => (GitHubResult<Outcome>)error)];
        return await ThoseAsync<PullAssignees, Done>(
            work, place => new PullAssignees(work[place].Job.Row.PullId!, Ids(github, work[place].Job.Spec.Changeset.Assignees)),
            those => github.AddAssigneesAsync(those, slot, cancellation));
    }

    /// <summary>Learns the ids of people and teams; who is not there is left out. An error: they cannot be asked for now.</summary>
    private async Task<GitHubError?> LearnAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, Func<Specs.Model.ChangesetSpec, IReadOnlyList<string>> users,
        Func<Specs.Model.ChangesetSpec, IReadOnlyList<string>> teams, CancellationToken cancellation)
    {
        var logins = work.SelectMany(item => users(item.Job.Spec.Changeset)).Distinct().Where(login => !people.ContainsKey((github.Id, login))).ToList();
        var slugs = work.SelectMany(item => teams(item.Job.Spec.Changeset).Select(slug => Team(item.Job, slug))).Distinct()
            .Where(team => !people.ContainsKey((github.Id, team.ToString()))).ToList();
        var at = 0;
        await foreach (var id in github.FindUsersAsync(logins, cancellation))
        {
            if (id is { Ok: false, Error: { CanRetry: true } error })
                return error;
            people[(github.Id, logins[at++])] = id.Value ?? "";
        }

        at = 0;
        await foreach (var id in github.FindTeamsAsync(slugs, cancellation))
        {
            if (id is { Ok: false, Error: { CanRetry: true } error })
                return error;
            people[(github.Id, slugs[at++].ToString())] = id.Value ?? "";
        }

        return null;
    }

    private string[] Ids(GitHubInstallation github, IEnumerable<string> names) =>
        [.. names.Select(name => people.GetValueOrDefault((github.Id, name), "")).Where(id => id.Length > 0)];

    private static TeamName Team(Job job, string slug) => new(job.Repository.Owner, slug);

    private static async Task<IReadOnlyList<GitHubResult<Outcome>>> CloseAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, WriteSlot? slot, CancellationToken cancellation)
    {
        var spoken = work.Select(item => (item.Job, Close: (ClosePull)item.Operation)).Where(item => item.Close.Comment is not null).ToList();
        if (spoken.Count > 0)
        {
            var comments = await AllAsync(github.AddCommentsAsync([.. spoken.Select(item => new PullComment(Id(item.Job, item.Close), item.Close.Comment!))], slot, cancellation));
            if (comments.FirstOrDefault(comment => comment.Error is { Kind: not (GitHubErrorKind.Validation or GitHubErrorKind.Forbidden) }) is { Error: { } error })
                return [.. work.Select(_ => (GitHubResult<Outcome>)error)];
            slot = null;
        }

        return await AllAsync(github.ClosePullsAsync([.. work.Select(item => Id(item.Job, (ClosePull)item.Operation))], slot, cancellation));
    }

    private static string Id(Job job, ClosePull close) => close.Number == job.Row.Replaces ? job.Seen.Replaced!.Id : job.Row.PullId!;

    // One commit for one change, where the repository allows that.
    private static PullMerge MergeOf((Job Job, Operation Operation) item, string head) =>
        new(item.Job.Row.PullId!, head, item.Job.Branch?.MergeMethods is [var first, ..] ? first : "SQUASH");

    /// <summary>Does it for those that have what it needs; the others have the error of why not.</summary>
    private static async Task<IReadOnlyList<GitHubResult<Outcome>>> ThoseAsync<TItem, TResult>(
        IReadOnlyList<(Job Job, Operation Operation)> work, Func<int, GitHubResult<TItem>> find, Func<IReadOnlyList<TItem>, IAsyncEnumerable<GitHubResult<TResult>>> act)
    {
        var results = new GitHubResult<Outcome>[work.Count];
        var (items, places) = (new List<TItem>(), new List<int>());
        for (var place = 0; place < work.Count; place++)
        {
            var item = find(place);
            if (item.Ok)
            {
                items.Add(item.Value);
                places.Add(place);
            }
            else
                results[place] = item.Error;
        }

        var at = 0;
        if (items.Count > 0)
        {
            foreach (var result in await AllAsync(act(items)))
                results[places[at++]] = result;
        }

        return results;
    }

    private static async Task<IReadOnlyList<GitHubResult<Outcome>>> AllAsync<T>(IAsyncEnumerable<GitHubResult<T>> results)
    {
        var all = new List<GitHubResult<Outcome>>();
        await foreach (var result in results)
            all.Add(result.Map(_ => Outcome.Done));
        return all;
    }
}
