using Octobatch.Campaigns.Changesets;
using Octobatch.Cli.Runs;
using Octobatch.Gateway.Web.Campaigns;
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
    [InlineData(1, "1 different diff")]
    [InlineData(2_981, "2,981 different diffs")]
    public void They_count_alike(long number, string words)
    {
        Assert.Equal(words, Octobatch.Gateway.Web.Words.Counts.Of(number, "different diff"));
        Assert.Equal(words, Octobatch.Cli.Listings.Counts.Of(number, "different diff"));
    }
}
