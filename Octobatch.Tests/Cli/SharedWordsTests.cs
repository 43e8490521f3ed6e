using System.Text.Json;
using Octobatch.Campaigns.Changesets;
using Octobatch.Cli;
using Octobatch.Cli.Runs;
using Octobatch.Gateway.Web.Campaigns;
using Octobatch.Gateway.Web.Changesets;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>The pages, the command line and the API speak of the same things in the same words.</summary>
public sealed class SharedWordsTests
{
    [Fact]
    public void All_three_know_the_same_states_of_changesets()
    {
        Assert.Equal(ChangesetStates.All, RunText.States);
        Assert.Equal(ChangesetStates.All.Order(StringComparer.Ordinal), States.All.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pages_and_command_line_write_a_state_alike() =>
        Assert.All(ChangesetStates.All, state => Assert.Equal(States.Words(state), RunText.Words(state)));

    [Theory]
    [InlineData(1)]
    [InlineData(95)]
    [InlineData(5_400)]
    [InlineData(86_400)]
    [InlineData(900_000)]
    public void They_say_how_long_alike(int seconds) =>
        Assert.Equal(Octobatch.Gateway.Web.Words.Times.Span(TimeSpan.FromSeconds(seconds)), Octobatch.Cli.Listings.Moments.Span(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void What_the_pages_let_people_ask_of_changesets_are_commands() =>
        Assert.Subset(OctobatchCommand.Root.Subcommands.Select(c => c.Name).ToHashSet(StringComparer.Ordinal), ChangesetPages.Actions.ToHashSet(StringComparer.Ordinal));

    [Theory]
    [InlineData("publish", 5)]
    [InlineData("preview", 8)]
    public void They_see_alike_how_far_a_run_is(string kind, long done)
    {
        var run = $$$"""{"number":1,"kind":"{{{kind}}}","state":"running","counts":{"total":11,"selected":1,"ready":3,"publishing":2,"open":4,"failed":1}}""";
        Assert.Equal((done, 11), JsonSerializer.Deserialize<RunItem>(run, Octobatch.Gateway.Web.Api.ApiJson.Options)!.Progress);
        Assert.Equal((done, 11), RunText.Progress(JsonSerializer.Deserialize(run, Octobatch.Cli.Api.ApiJson.Default.Run)!));
    }

    [Theory]
    [InlineData(1, "1 different diff")]
    [InlineData(2_981, "2,981 different diffs")]
    public void They_count_alike(long number, string words)
    {
        Assert.Equal(words, Octobatch.Gateway.Web.Words.Counts.Of(number, "different diff"));
        Assert.Equal(words, Octobatch.Cli.Listings.Counts.Of(number, "different diff"));
    }
}
