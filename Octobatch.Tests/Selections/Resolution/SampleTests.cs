using Xunit;

namespace Octobatch.Tests.Selections.Resolution;

public sealed class SampleTests(SmallInventory inventory) : IClassFixture<SmallInventory>
{
    [Fact]
    public async Task A_sample_is_the_same_on_every_run_and_part_of_every_larger_one()
    {
        var smaller = new HashSet<string>();
        for (var size = 1; size <= 8; size++)
        {
            var taken = await SampleAsync(size);
            Assert.Equal(Math.Min(size, 7), taken.Count); // 7 of acme can be targets
            Assert.Superset(smaller, taken);
            Assert.Equal(taken, await SampleAsync(size));
            smaller = taken;
        }
    }

    [Fact]
    public async Task Who_is_not_in_the_sample_says_so()
    {
        var resolved = await inventory.Host.ResolveAsync("""{"select":[{"query":"org:acme -archived:true","sample":2}]}""");

        Assert.Equal(2, (int)resolved["counts"]!["included"]!);
        Assert.Equal(5, (int)resolved["counts"]!["by_reason"]!["not_in_sample"]!);
        Assert.Contains(resolved["items"]!.AsArray(), t => (string?)t!["reason"] == "select[0] takes it, but it is not in the sample of 2");
    }

    [Fact]
    public async Task Another_entry_takes_what_the_sample_left()
    {
        var resolved = await inventory.Host.ResolveAsync("""{"select":[{"query":"org:acme","sample":1},{"repositories":["acme/one","acme/two"]}]}""");

        Assert.True((bool)resolved.Target("acme/one")["included"]!);
        Assert.True((bool)resolved.Target("acme/two")["included"]!);
        Assert.InRange((int)resolved["counts"]!["included"]!, 2, 3);
    }

    [Fact]
    public async Task An_exclude_makes_room_in_the_sample()
    {
        var first = Assert.Single(await SampleAsync(1));

        var resolved = await inventory.Host.ResolveAsync(
            $$"""{"select":[{"query":"org:acme","sample":1}],"exclude":[{"repositories":["{{first}}"]}]}""", "?included=true");

        Assert.NotEqual(first, (string?)Assert.Single(resolved["items"]!.AsArray())!["repository"]);
    }

    private async Task<HashSet<string>> SampleAsync(int size)
    {
        var resolved = await inventory.Host.ResolveAsync($$"""{"select":[{"query":"org:acme","sample":{{size}}}]}""", "?included=true");
        return [.. resolved["items"]!.AsArray().Select(target => (string)target!["repository"]!)];
    }
}
