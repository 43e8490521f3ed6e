using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Diffs;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps;

public sealed class GroundTruthTests(GroundTruthFixture truth) : IClassFixture<GroundTruthFixture>
{
    public static TheoryData<string> Names { get; } = [.. GroundTruthCases.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_give_what_the_real_tool_gives(string name)
    {
        var one = GroundTruthCases.All.Single(one => one.Name == name);
        Assert.SkipWhen(GroundTruthFixture.NeedsJq(one) && !truth.HasJq, "jq is not on this machine: apt-get install jq.");
        var result = StepRunner.Apply(one.Before, one.Steps);
        Assert.Null(result.Refusal);
        Assert.Equal(truth.Result(name).Describe(), one.Before.With(result.Changes).Describe());
    }

    [Fact]
    public void Git_applies_the_patch_of_every_case()
    {
        var before = Trees.Together(GroundTruthCases.All.Select(one => one.Before));
        var after = Trees.Together(GroundTruthCases.All.Select(one => one.Before.With(StepRunner.Apply(one.Before, one.Steps).Changes)));
        GitApply.AssertGives(before, Patch.Render(before, after), after);
    }

    [Fact]
    public void Idempotent_steps_change_nothing_the_second_time()
    {
        foreach (var one in GroundTruthCases.All.Where(one => one.IsIdempotent))
        {
            var after = one.Before.With(StepRunner.Apply(one.Before, one.Steps).Changes);
            var again = StepRunner.Apply(after, one.Steps);
            Assert.True(again is { Refusal: null, Changes.Count: 0 }, $"{one.Name}: {again.Refusal}");
        }
    }
}
