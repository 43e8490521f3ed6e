using CsCheck;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Specs.Model;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

public sealed class WaveTests
{
    private static readonly Share FivePercent = new(5, true);

    [Theory]
    [InlineData("1,10%,100%", 5000, "1,500,5000")]
    [InlineData("1,10%,100%", 15, "1,2,15")]
    [InlineData("1,10%,100%", 1, "1")]
    [InlineData("1,10%,100%", 0, "")]
    [InlineData("50,10%", 100, "50")]
    [InlineData("1%", 101, "2")]
    [InlineData("33%,66%", 3, "1,2")]
    [InlineData("1000", 20, "20")]
    public void Waves_are_cumulative_and_percentages_rounded_up(string waves, int targets, string sizes) =>
        Assert.Equal(sizes, string.Join(',', WaveSizes.Of([.. waves.Split(',').Select(Parse)], targets)));

    [Fact]
    public void Each_target_is_in_the_first_wave_that_has_room_and_what_is_beyond_the_last_in_none()
    {
        int[] sizes = [1, 3];

        Assert.Equal([1, 2, 2, null], Enumerable.Range(0, 4).Select(place => WaveSizes.WaveAt(sizes, place)));
    }

    [Fact]
    public void The_order_is_the_same_on_every_run_whatever_order_the_targets_come_in() =>
        Gen.Long.Array[0, 50].Select(ids => ids.Distinct().ToArray()).Select(Gen.Int).Sample((ids, seed) =>
        {
            var shuffled = ids.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(TargetOrder.Of("a", ids), TargetOrder.Of("a", shuffled));
            Assert.Equal(ids.Order(), TargetOrder.Of("a", ids).Order());
        });

    [Fact]
    public void The_first_wave_is_a_sample_and_another_in_each_campaign()
    {
        var ids = Enumerable.Range(1, 1000).Select(id => (long)id).ToList();
        var first = TargetOrder.Of("a", ids).Take(100).ToList();

        Assert.InRange(first.Count(id => id <= 500), 30, 70);
        Assert.InRange(first.Intersect(TargetOrder.Of("b", ids).Take(100)).Count(), 0, 30);
        Assert.Equal([993, 320, 263, 478, 277], TargetOrder.Of("checkout-v5", ids).Take(5)); // no version of Octobatch may move a target to another wave
    }

    [Theory]
    [InlineData(0, 100, 0, 0, 0, GateState.Open)]
    [InlineData(1, 99, 0, 0, 0, GateState.Wait)]
    [InlineData(0, 99, 1, 0, 0, GateState.Wait)]
    [InlineData(0, 96, 0, 4, 0, GateState.Open)]
    [InlineData(0, 95, 0, 5, 0, GateState.Pause)]
    [InlineData(50, 45, 0, 5, 0, GateState.Pause)]
    [InlineData(0, 96, 0, 0, 4, GateState.Open)]
    [InlineData(0, 95, 0, 0, 5, GateState.Wait)]
    [InlineData(0, 95, 0, 4, 1, GateState.Wait)]
    [InlineData(0, 0, 0, 1, 0, GateState.Pause)]
    [InlineData(0, 0, 0, 0, 1, GateState.Wait)]
    [InlineData(0, 0, 0, 0, 0, GateState.Open)]
    public void The_next_wave_begins_when_those_before_are_healthy(int unpublished, int healthy, int pending, int failed, int unhealthy, GateState state)
    {
        var verdict = Gate.Judge(new(unpublished, healthy, pending, failed, unhealthy, Other: 7), FivePercent);

        Assert.Equal(state, verdict.State);
        Assert.EndsWith(".", verdict.Reason, StringComparison.Ordinal);
    }

    private static Share Parse(string text) => text.EndsWith('%') ? new(int.Parse(text[..^1]), true) : new(int.Parse(text), false);
}
