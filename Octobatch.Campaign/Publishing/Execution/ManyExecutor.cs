using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Labels;
using Octobatch.GitHub.People;
using Octobatch.GitHub.Pulls;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Does the same operation for many changesets of one installation, as many a request as GitHub takes.</summary>
internal sealed class ManyExecutor(KnownPeople people)
{
    /// <summary>Whether many of these may go into one request.</summary>
    public static bool Takes(Operation operation) => operation is AddLabels or RequestReviews or AddAssignees or EnableAutoMerge or DisableAutoMerge
        or MarkReady or ConvertToDraft or UpdateText or Merge or ClosePull or Comment or DeleteBranch or LinkReplacement;

    /// <param name="work">All of the same operation.</param>
    /// <returns>One result each, in order.</returns>
    public async Task<IReadOnlyList<GitHubResult<Outcome>>> DoAsync(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, WriteSlot? slot, CancellationToken cancellation) =>
        work[0].Operation switch
        {
            AddLabels => await LabelsAsync(github, work, slot, cancellation),
            RequestReviews => await PeopleAsync<PullReviewers>(
                github, work, spec => spec.Reviewers, spec => spec.TeamReviewers, (pull, found) => new(pull, found.Users, found.Teams),
                those => github.RequestReviewsAsync(those, slot, cancellation), cancellation),
            AddAssignees => await PeopleAsync<PullAssignees>(
                github, work, spec => spec.Assignees, _ => [], (pull, found) => new(pull, found.Users),
                those => github.AddAssigneesAsync(those, slot, cancellation), cancellation),
            EnableAutoMerge => await AllAsync(github.EnableAutoMergesAsync([.. work.Select(item => MergeOf(item, item.Job.Seen.Branch?.Head ?? item.Job.Row.Head!))], slot, cancellation)),
            DisableAutoMerge => await AllAsync(github.DisableAutoMergesAsync(Own(work), slot, cancellation)),
            MarkReady => await AllAsync(github.MarkReadyAsync(Own(work), slot, cancellation)),
            ConvertToDraft => await AllAsync(github.ConvertToDraftsAsync(Own(work), slot, cancellation)),
            Merge => await AllAsync(github.MergePullsAsync([.. work.Select(item => MergeOf(item, ((Merge)item.Operation).Head))], slot, cancellation)),
            UpdateText => await AllAsync(github.ChangePullsAsync(
                [.. work.Select(item => new PullText(item.Job.Row.PullId!, item.Job.Texts!.Title, item.Job.Body))], slot, cancellation)),
            ClosePull => await AllAsync(github.ClosePullsAsync([.. work.Select(item => Id(item.Job, ((ClosePull)item.Operation).Number))], slot, cancellation)),
            Comment => await AllAsync(github.AddCommentsAsync(
                [.. work.Select(item => (item.Job, Said: (Comment)item.Operation)).Select(item => new PullComment(Id(item.Job, item.Said.Number), item.Said.Text))], slot, cancellation)),
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

    /// <summary>Who is not there is left out, and said to be.</summary>
    private async Task<IReadOnlyList<GitHubResult<Outcome>>> PeopleAsync<TItem>(
        GitHubInstallation github, IReadOnlyList<(Job Job, Operation Operation)> work, Func<ChangesetSpec, IReadOnlyList<string>> users,
        Func<ChangesetSpec, IReadOnlyList<string>> teams, Func<string, Found, TItem> make,
        Func<IReadOnlyList<TItem>, IAsyncEnumerable<GitHubResult<Done>>> act, CancellationToken cancellation)
    {
        var wanted = work.Select(item => (
            Users: users(item.Job.Spec.Changeset), Teams: teams(item.Job.Spec.Changeset).Select(slug => new TeamName(item.Job.Repository.Owner, slug)).ToList())).ToList();
        if (await people.LearnAsync(github, wanted.SelectMany(names => names.Users), wanted.SelectMany(names => names.Teams), cancellation) is { } error)
            return [.. work.Select(_ => (GitHubResult<Outcome>)error)];
        var found = wanted.ConvertAll(names => people.Of(github, names.Users, names.Teams));
        var results = await ThoseAsync<TItem, Done>(
            work, place => found[place].People.Count == 0 ? new GitHubError(GitHubErrorKind.Validation, found[place].Missing!) : Make(place, found[place]), act);
        var all = new List<GitHubResult<Outcome>>(work.Count);
        for (var place = 0; place < work.Count; place++)
        {
            var (names, result, missing) = (found[place], results[place], found[place].Missing);
            if (result.Error is { Kind: GitHubErrorKind.Validation } refusal && names.People.Count > 1)
                (result, missing) = await OneByOneAsync(names, refusal, one => act([Make(place, one)]));
            all.Add(result.Map(outcome => outcome with { Note = missing is null ? null : $"Left out: {missing}" }));
        }

        return all;

        TItem Make(int place, Found those) => make(work[place].Job.Row.PullId!, those);
    }

    /// <summary>One whom GitHub does not take refuses them all: the others are asked without that one.</summary>
    private static async Task<(GitHubResult<Outcome> Result, string? Missing)> OneByOneAsync(
        Found all, GitHubError refusal, Func<Found, IAsyncEnumerable<GitHubResult<Done>>> act)
    {
        var refused = new List<string>();
        foreach (var one in all.OneByOne)
        {
            var result = (await AllAsync(act(one)))[0];
            if (result.Error is { Kind: not GitHubErrorKind.Validation })
                return (result, null);
            if (!result.Ok)
                refused.Add(one.People[0].Name);
        }

        return refused.Count == all.People.Count
            ? (refusal, null)
            : (Outcome.Done, $"{all.Missing} GitHub does not take {string.Join(", ", refused)}: {refusal.Message}".TrimStart());
    }

    private static IReadOnlyList<string> Own(IReadOnlyList<(Job Job, Operation Operation)> work) => [.. work.Select(item => item.Job.Row.PullId!)];

    private static string Id(Job job, int number) => number == job.Row.Replaces ? job.Seen.Replaced!.Id : job.Row.PullId!;

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
