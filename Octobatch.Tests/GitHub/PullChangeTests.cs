using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Labels;
using Octobatch.GitHub.People;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Repositories;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>Changing many pull requests in few documents.</summary>
public sealed class PullChangeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Labels_reviewers_assignees_and_comments_cost_one_document_for_twenty_pull_requests()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 25);
        var labels = await many.RunAsync(() => many.Client.EnsureLabelsAsync(
            [.. many.Repositories.Select(repository => new WantedLabels(repository, ["dependencies", "octobatch"]))], Cancellation));
        var users = await many.AllAsync(many.Client.FindUsersAsync(["alice", "bob"], Cancellation));
        var organization = many.Repositories[0].Owner;
        var slug = many.GitHub.Simulator.Repositories.All.First().CustomProperties["team"];
        var team = ManyPulls.Value((await many.AllAsync(many.Client.FindTeamsAsync([new(organization, slug)], Cancellation)))[0]);
        var before = many.GitHub.Simulator.Requests.Count("POST", "/graphql");

        var ids = many.Pulls.Select(pull => pull.Id).ToList();
        All(await many.AllAsync(many.Client.AddLabelsAsync(
            [.. ids.Select((id, i) => new PullLabels(id, [.. ManyPulls.Value(labels[i]).Ids.Values]))], null, Cancellation)));
        All(await many.AllAsync(many.Client.RequestReviewsAsync([.. ids.Select(id => new PullReviewers(id, [users[0].Value!], [team]))], null, Cancellation)));
        All(await many.AllAsync(many.Client.AddAssigneesAsync([.. ids.Select(id => new PullAssignees(id, [users[1].Value!]))], null, Cancellation)));
        var comments = await many.AllAsync(many.Client.AddCommentsAsync([.. ids.Select(id => new PullComment(id, "Hello"))], null, Cancellation));
        All(comments);

        Assert.Equal(4 * 2, many.GitHub.Simulator.Requests.Count("POST", "/graphql") - before);
        Assert.Equal(25, comments.Select(comment => comment.Value!.Url).Distinct().Count());
        foreach (var repository in many.Repositories)
        {
            var seen = ManyPulls.Value(await many.RunAsync(() => many.Client.GetPullAsync(repository, 1, Cancellation)));
            Assert.Equal(["dependencies", "octobatch"], seen.Labels.Select(label => label.Name));
            Assert.Equal(["bob"], seen.Assignees.Select(person => person.Login));
            Assert.Equal(["alice"], seen.RequestedReviewers.Select(person => person.Login));
            Assert.Equal([slug], seen.RequestedTeams.Select(each => each.Slug));
            Assert.Equal(1, seen.Comments);
        }
    }

    [Fact]
    public async Task Texts_change_pull_requests_close_and_merge_in_batches()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 6);
        All(await many.AllAsync(many.Client.ChangePullsAsync([.. many.Pulls.Select(pull => new PullText(pull.Id, "Changed", null))], null, Cancellation)));
        All(await many.AllAsync(many.Client.ClosePullsAsync([.. many.Pulls.Take(2).Select(pull => pull.Id)], null, Cancellation)));
        var merges = many.Pulls.Skip(2).Select((pull, i) => new PullMerge(pull.Id, i == 1 ? many.Branches[0].DefaultHead! : pull.HeadRefOid, "SQUASH")).ToList();
        var merged = await many.AllAsync(many.Client.MergePullsAsync(merges, null, Cancellation));
        await many.LookAsync();

        Assert.Equal((GitHubErrorKind.Validation, false), (merged[1].Error!.Kind, merged[1].Error!.CanRetry));
        Assert.Equal(["CLOSED", "CLOSED", "MERGED", "OPEN", "MERGED", "MERGED"], many.Pulls.Select(pull => pull.State));
        Assert.Equal([many.Branches[2].DefaultHead, many.Branches[4].DefaultHead, many.Branches[5].DefaultHead], merged.Where(each => each.Ok).Select(each => each.Value));
        Assert.All(many.Pulls, pull => Assert.Equal("Changed", pull.Title));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_fails_takes_no_other_with_it_and_nothing_is_done_twice(bool stops)
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 5);
        many.GitHub.Simulator.StopsAtMutationErrors = stops;
        var ids = many.Pulls.Select(pull => pull.Id).ToList();
        ids[1] = "PR_nobody";
        ids[3] = "PR_nothing";
        var results = await many.AllAsync(many.Client.AddCommentsAsync([.. ids.Select(id => new PullComment(id, "Once"))], null, Cancellation));

        Assert.Equal([true, false, true, false, true], results.Select(result => result.Ok));
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal((GitHubErrorKind.NotFound, false), (result.Error!.Kind, result.Error!.IsUnclear)));
        foreach (var (repository, expected) in many.Repositories.Zip([1, 0, 1, 0, 1]))
            Assert.Equal(expected, ManyPulls.Value(await many.RunAsync(() => many.Client.GetPullAsync(repository, 1, Cancellation))).Comments);
    }

    [Fact]
    public async Task Branches_move_and_go_only_from_where_they_were_seen()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 4);
        var (first, second) = (many.Branches[0], many.Branches[1]);
        many.GitHub.Simulator.Maintainers.Push(second.FullName, ManyPulls.Branch, "MINE.md", "mine");
        All(await many.AllAsync(many.Client.ClosePullsAsync([many.Pulls[3].Id], null, Cancellation)));
        var results = await many.AllAsync(many.Client.ChangeBranchesAsync(
        [
            new(first.RepositoryId, ManyPulls.Branch, first.BranchHead, first.DefaultHead, Force: true),
            new(second.RepositoryId, ManyPulls.Branch, second.BranchHead, second.DefaultHead, Force: true),
            new(many.Branches[2].RepositoryId, "octobatch/new", null, many.Branches[2].DefaultHead, Force: false),
            new(many.Branches[3].RepositoryId, ManyPulls.Branch, many.Branches[3].BranchHead, null, Force: false),
        ], null, Cancellation));
        await many.LookAsync();

        Assert.Equal([null, GitHubErrorKind.Conflict, null, null], results.Select(result => result.Error?.Kind));
        Assert.Equal(first.DefaultHead, many.Branches[0].BranchHead);
        Assert.NotEqual(second.BranchHead, many.Branches[1].BranchHead);
        Assert.NotEqual(second.DefaultHead, many.Branches[1].BranchHead);
        Assert.Null(many.Branches[3].BranchHead);
        Assert.True((await many.RunAsync(() => many.Client.GetBranchAsync(many.Repositories[2], "octobatch/new", Cancellation))).Ok);
    }

    [Fact]
    public async Task A_slot_that_was_taken_for_a_document_is_used_for_it()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 2);
        var started = many.GitHub.Clock.GetUtcNow();
        var slot = new Octobatch.GitHub.Budgets.WriteSlot(started.AddSeconds(7));
        All(await many.AllAsync(many.Client.ClosePullsAsync([.. many.Pulls.Select(pull => pull.Id)], slot, Cancellation)));

        Assert.Equal(slot.At, many.GitHub.Simulator.Requests.Last[^1].At);
    }

    [Fact]
    public async Task Heads_of_many_repositories_are_read_by_id_whatever_they_are_called_now()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 3);
        many.GitHub.Simulator.Maintainers.Rename(many.Branches[1].FullName, "renamed");
        var ids = many.Branches.Select(branch => branch.RepositoryId).Append("R_nothing").ToList();
        var heads = ManyPulls.Value(await many.RunAsync(() => many.Client.ReadHeadsAsync(ids, Cancellation)));

        Assert.Equal(many.Branches.Select(branch => branch.DefaultHead).Append(null), heads.Select(head => head?.Head));
        Assert.EndsWith("/renamed", heads[1]!.FullName, StringComparison.Ordinal);
        var moved = await many.RunAsync(() => many.Client.GetRepositoryAsync(many.Repositories[1], Cancellation));
        Assert.Equal((heads[1]!.FullName, true), (ManyPulls.Value(moved).FullName, moved.MovedTo is not null));
    }

    [Fact]
    public async Task What_a_branch_has_more_than_its_base_is_compared()
    {
        await using var many = await ManyPulls.OpenAsync(postgres, 1);
        var main = many.Branches[0].DefaultBranch!;
        many.GitHub.Simulator.Maintainers.Push(many.Branches[0].FullName, main, "OTHER.md", "other");
        var compared = ManyPulls.Value(await many.RunAsync(() =>
            Octobatch.GitHub.Branches.BranchCalls.CompareAsync(many.Client, many.Repositories[0], main, ManyPulls.Branch, Cancellation)));

        Assert.Equal(("diverged", 1, 1, many.Branches[0].DefaultHead), (compared.Status, compared.AheadBy, compared.BehindBy, compared.MergeBaseCommit.Sha));
        Assert.Equal(("MANY.md", "added", 1, 0), compared.Files.Select(file => (file.Filename, file.Status, file.Additions, file.Deletions)).Single());
    }

    private static void All<T>(IReadOnlyList<GitHubResult<T>> results) => Assert.All(results, result => Assert.True(result.Ok, result.Error?.ToString()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
