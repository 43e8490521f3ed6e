using System.Text.Json;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>What a pull request gets beside its commit: people who are asked, draft, auto-merge.</summary>
public sealed class ExtrasTests(PostgresFixture postgres)
{
    private const string Repository = "acme/checkout";

    private static readonly BranchProtection NeedsCheck = new(["ci"], 0);

    [Fact]
    public async Task People_and_teams_are_asked_once_and_whom_GitHub_does_not_know_keeps_nobody_else_out()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec(
            "repo:acme/checkout repo:acme/catalog", changeset: ", reviewers: [alice, nobody-here], team_reviewers: [payments, no-team], assignees: [bob, nobody-here, carol]"));

        Assert.Equal(["acme/catalog open", "acme/checkout open"], await world.StatesAsync());
        foreach (var repository in (string[])["acme/catalog", Repository])
        {
            var pull = await world.PullAsync(repository);
            Assert.Equal(["alice"], Names(pull, "requested_reviewers", "login"));
            Assert.Equal(["payments"], Names(pull, "requested_teams", "slug"));
            Assert.Equal(["bob", "carol"], Names(pull, "assignees", "login"));
        }

        // A review that was given is not asked for again.
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Approve(Repository, await world.NumberAsync(Repository)));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(Names(await world.PullAsync(Repository), "requested_reviewers", "login"));
        Assert.Equal(
            ["assignees.added 2", "reviews.requested 2"],
            await world.World.Campaign.RowsAsync("select action, count(*) from audit where action in ('assignees.added', 'reviews.requested') group by action order by action"));
    }

    [Fact]
    public async Task A_draft_is_opened_as_one_and_is_merged_by_GitHub_only_when_somebody_has_made_it_ready()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Protect(Repository, "main", NeedsCheck));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", changeset: ", draft: true", more: "merge: auto"));
        Assert.True((await world.PullAsync(Repository)).GetProperty("draft").GetBoolean());
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(JsonValueKind.Null, (await world.PullAsync(Repository)).GetProperty("auto_merge").ValueKind);

        await world.ChangeAsync(Repository, "markPullRequestReadyForReview");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(JsonValueKind.Object, (await world.PullAsync(Repository)).GetProperty("auto_merge").ValueKind);
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
    }

    [Fact]
    public async Task Auto_merge_is_left_to_GitHub_where_something_is_still_awaited()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Protect(Repository, "main", NeedsCheck));
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", more: "merge: auto"));
        var pull = await world.PullAsync(Repository);
        Assert.Equal("squash", pull.GetProperty("auto_merge").GetProperty("merge_method").GetString());
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());

        Assert.Null(people.Check(Repository, pull.GetProperty("number").GetInt32(), "success"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.NotEqual(JsonValueKind.Null, (await world.PullAsync(Repository)).GetProperty("merged_at").ValueKind);
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
        Assert.Equal("Note\n", await world.TextAsync(Repository, "NOTICE", "main"));
        Assert.Empty(await world.World.Campaign.RowsAsync("select action from audit where action = 'pull_request.merged'"));
    }

    [Fact]
    public async Task What_nothing_is_awaited_for_is_merged_by_us_after_checks_had_the_time_to_begin()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout repo:acme/catalog", more: "merge: auto"));
        Assert.Equal(JsonValueKind.Null, (await world.PullAsync(Repository)).GetProperty("auto_merge").ValueKind);
        Assert.Null(people.Check("acme/catalog", await world.NumberAsync("acme/catalog"), null));

        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["acme/catalog open", "acme/checkout merged"], await world.StatesAsync());
        Assert.NotEqual(JsonValueKind.Null, (await world.PullAsync(Repository)).GetProperty("merged_at").ValueKind);
        Assert.DoesNotContain(await world.TimelineAsync(Repository), line => line.StartsWith("note:", StringComparison.Ordinal));

        Assert.Null(people.Check("acme/catalog", await world.NumberAsync("acme/catalog"), "success"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["acme/catalog merged", "acme/checkout merged"], await world.StatesAsync());
    }

    [Fact]
    public async Task What_is_merged_by_us_waits_for_checks_that_nobody_requires_and_is_merged_when_those_that_failed_pass()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", more: "merge: auto"));
        var number = await world.NumberAsync(Repository);
        Assert.Null(people.Check(Repository, number, "failure"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(1));
        Assert.Contains("note: Not merged: its checks fail", await world.TimelineAsync(Repository));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());

        // Somebody sees to it.
        Assert.Null(people.Check(Repository, number, "success"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
        Assert.NotEqual(JsonValueKind.Null, (await world.PullAsync(Repository)).GetProperty("merged_at").ValueKind);
        Assert.Single(await world.TimelineAsync(Repository), line => line.StartsWith("note:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_draft_that_was_made_ready_is_merged_by_us_when_its_checks_are_done_where_none_is_required()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", changeset: ", draft: true", more: "merge: auto"));
        var number = await world.NumberAsync(Repository);
        Assert.Null(people.Check(Repository, number, null));
        await world.ChangeAsync(Repository, "markPullRequestReadyForReview");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.DoesNotContain(await world.TimelineAsync(Repository), line => line.StartsWith("note:", StringComparison.Ordinal));

        Assert.Null(people.Check(Repository, number, "success"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
        Assert.NotEqual(JsonValueKind.Null, (await world.PullAsync(Repository)).GetProperty("merged_at").ValueKind);
    }

    [Fact]
    public async Task Where_a_repository_does_not_allow_auto_merge_the_timeline_says_so_and_a_person_merges()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        var people = world.World.GitHub.Simulator.Maintainers;
        world.World.Selection.Real(Repository).AllowAutoMerge = false;
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", more: "merge: auto"));
        Assert.Contains("note: Left out: Auto merge is not allowed for this repository", await world.TimelineAsync(Repository));

        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Single(await world.TimelineAsync(Repository), line => line.StartsWith("note:", StringComparison.Ordinal));
        Assert.Null(people.Merge(Repository, await world.NumberAsync(Repository)));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout merged"], await world.StatesAsync());
    }

    [Fact]
    public async Task Whom_and_what_another_spec_names_besides_is_added_to_the_open_pull_request()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(Spec(", labels: [one], reviewers: [alice], assignees: [bob]"));
        Assert.Null(world.World.GitHub.Simulator.Maintainers.Approve(Repository, await world.NumberAsync(Repository)));
        await world.PublishAsync(Spec(", labels: [one, two], reviewers: [alice], assignees: [bob, carol]"));

        var pull = await world.PullAsync(Repository);
        Assert.Equal(["one", "two"], Names(pull, "labels", "name"));
        Assert.Equal(["bob", "carol"], Names(pull, "assignees", "login"));
        Assert.Empty(Names(pull, "requested_reviewers", "login")); // alice has reviewed it
        await world.PublishAsync(Spec(", reviewers: [bob, alice]"));
        Assert.Contains("bob", Names(await world.PullAsync(Repository), "requested_reviewers", "login"));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());

        static string Spec(string changeset) => PublishWorld.Spec("repo:acme/checkout", changeset: changeset);
    }

    [Fact]
    public async Task Whom_GitHub_does_not_know_is_named_in_the_timeline()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec(
            "repo:acme/checkout", changeset: ", reviewers: [alice, nobody-here], team_reviewers: [payments, no-team], assignees: [bob, no-one]"));

        var notes = (await world.TimelineAsync(Repository)).Where(line => line.StartsWith("note: Left out: ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, notes.Count);
        Assert.Contains(notes, note => note.Contains("nobody-here", StringComparison.Ordinal) && note.Contains("no-team", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("no-one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stranger_to_the_repository_keeps_nobody_else_from_being_asked()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.PublishAsync(PublishWorld.Spec("repo:acme/checkout", changeset: ", reviewers: [alice, eve], team_reviewers: [payments]"));

        var pull = await world.PullAsync(Repository);
        Assert.Equal(["alice"], Names(pull, "requested_reviewers", "login"));
        Assert.Equal(["payments"], Names(pull, "requested_teams", "slug"));
        Assert.Single(await world.TimelineAsync(Repository), line => line.Contains("eve", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_merge_that_the_campaign_asks_for_waits_while_its_run_is_paused()
    {
        await using var world = await PublishWorld.StartAsync(postgres);
        await world.World.PreviewAsync(PublishWorld.Spec("org:acme name:c*", publish: """{ waves: [1, "100%"] }""", more: "merge: auto"));
        var run = await world.StartAsync();
        await world.WorkAsync();
        Assert.Single(await world.StatesAsync(), state => state.EndsWith(" open", StringComparison.Ordinal));
        await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{run}/pause");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));
        Assert.Single(await world.StatesAsync(), state => state.EndsWith(" open", StringComparison.Ordinal));

        await world.World.Campaign.JsonAsync("POST", $"/api/campaigns/one/runs/{run}/resume");
        await world.WorkLaterAsync(TimeSpan.FromMinutes(2));
        Assert.Contains(await world.StatesAsync(), state => state.EndsWith(" merged", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(JsonElement pull, string list, string name) =>
        pull.GetProperty(list).EnumerateArray().Select(item => item.GetProperty(name).GetString()!);
}
