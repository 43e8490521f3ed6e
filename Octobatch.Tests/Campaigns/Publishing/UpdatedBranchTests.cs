using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>The base merged into our branch: by GitHub's button it is nobody's work, by hand it is somebody's.</summary>
public sealed class UpdatedBranchTests(PostgresFixture postgres)
{
    private const string Branch = "octobatch/one";

    [Fact]
    public async Task GitHubs_button_changes_nothing_and_another_spec_goes_on_top()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "needs_human");
        var people = world.World.GitHub.Simulator.Maintainers;
        Assert.Null(people.Push(PublishWorld.Checkout, "main", "OTHER", "Something else\n"));
        Assert.Null(people.UpdateBranch(PublishWorld.Checkout, await world.NumberAsync(PublishWorld.Checkout)));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());

        await world.PublishAsync(PublishWorld.DriftSpec("needs_human", PublishWorld.Later));
        Assert.Equal(["acme/checkout open"], await world.StatesAsync());
        Assert.Equal(("Another note\n", "Something else\n"), (await TextAsync("NOTICE"), await TextAsync("OTHER")));
        await world.RestsAsync();

        Task<string> TextAsync(string path) => world.TextAsync(PublishWorld.Checkout, path, Branch);
    }

    [Fact]
    public async Task A_conflict_that_somebody_has_resolved_is_their_work()
    {
        await using var world = await PublishWorld.OpenAsync(postgres, "needs_human");
        var people = world.World.GitHub.Simulator.Maintainers;
        var number = await world.NumberAsync(PublishWorld.Checkout);
        Assert.Null(people.Push(PublishWorld.Checkout, "main", "NOTICE", "Theirs\n"));
        Assert.Equal("It conflicts with its base branch.", people.UpdateBranch(PublishWorld.Checkout, number));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human conflicts"], await world.StatesAsync());

        Assert.Null(people.UpdateBranch(PublishWorld.Checkout, number, path: "NOTICE", content: "Both\n"));
        await world.WorkLaterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(["acme/checkout needs_human commits_by_others"], await world.StatesAsync());
        await world.PublishAsync(PublishWorld.DriftSpec("needs_human", PublishWorld.Later));
        Assert.Equal(["acme/checkout needs_human commits_by_others"], await world.StatesAsync());
        Assert.Equal("Both\n", await world.TextAsync(PublishWorld.Checkout, "NOTICE", Branch));
    }
}
