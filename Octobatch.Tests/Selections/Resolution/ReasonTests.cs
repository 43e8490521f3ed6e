using Xunit;

namespace Octobatch.Tests.Selections.Resolution;

public sealed class ReasonTests(SmallInventory inventory) : IClassFixture<SmallInventory>
{
    [Theory]
    [InlineData("acme/one", true, "selected", "select[0] names it")]
    [InlineData("ACME/One", true, "selected", "select[0] names it")]
    [InlineData("acme/archived", false, "archived", "it is archived")]
    [InlineData("acme/disabled", false, "disabled", "GitHub has disabled it")]
    [InlineData("acme/ignored", false, "opted_out", "it has the topic octobatch-ignore")]
    [InlineData("sleepy/one", false, "suspended", "the installation of sleepy is suspended")]
    [InlineData("stingy/one", false, "no_permission", "the installation of stingy does not grant contents: write")]
    [InlineData("acme/gone", false, "removed", "select[0] names it, but since 2026-02-03 it is deleted or the GitHub App may not see it")]
    [InlineData("acme/unheard-of", false, "not_found", "select[0] names it, but no installation knows it: its name is misspelt, or the GitHub App may not see it")]
    public async Task A_named_repository_is_a_target_or_says_why_not(string name, bool included, string code, string reason)
    {
        var resolved = await inventory.Host.ResolveAsync($$"""{"select":[{"repositories":["{{name}}"]}]}""");

        var target = Assert.Single(resolved["items"]!.AsArray())!;
        Assert.Equal(name, (string?)target["repository"], ignoreCase: true);
        Assert.Equal((included, code, reason), ((bool)target["included"]!, (string?)target["reason_code"], (string?)target["reason"]));
    }

    [Fact]
    public async Task A_former_name_leads_to_the_repository_and_is_told()
    {
        var target = (await inventory.Host.ResolveAsync("""{"select":[{"repositories":["acme/before"]}]}""")).Target("acme/after");

        Assert.True((bool)target["included"]!);
        Assert.Equal("acme/before", (string?)target["renamed_from"]);
        Assert.Equal("select[0] names it by its former name acme/before", (string?)target["reason"]);
    }

    [Fact]
    public async Task A_name_that_another_repository_took_over_is_that_one()
    {
        var target = (await inventory.Host.ResolveAsync("""{"select":[{"repositories":["acme/reused"]}]}""")).Target("acme/reused");

        Assert.Equal(13, (long)target["repository_id"]!);
        Assert.Null(target["renamed_from"]);
    }

    [Fact]
    public async Task An_exclude_drops_by_query_by_name_and_by_former_name_and_says_which()
    {
        var resolved = await inventory.Host.ResolveAsync(
            """
            {"select":[{"query":"org:acme"}],
             "exclude":[{"query":"name:t* org:acme"},{"repositories":["acme/before","acme/nowhere"]},{"query":"name:two"}]}
            """);

        Assert.Equal(
            ["acme/after excluded", "acme/archived archived", "acme/disabled disabled", "acme/four selected", "acme/ignored opted_out",
             "acme/moved-on selected", "acme/one selected", "acme/reused selected", "acme/three excluded", "acme/two excluded"],
            resolved.Targets());
        Assert.Equal("exclude[1] takes it out", (string?)resolved.Target("acme/after")["reason"]);
        Assert.Equal(0, (int)resolved.Target("acme/two")["exclude"]!);
    }

    [Fact]
    public async Task A_repository_that_several_entries_take_is_one_row_of_the_first()
    {
        var resolved = await inventory.Host.ResolveAsync(
            """{"select":[{"repositories":["acme/two","ACME/two"]},{"query":"name:two"},{"query":"name:one org:acme"},{"repositories":["x/y","X/Y"]}]}""");

        Assert.Equal(["acme/one selected", "acme/two selected", "x/y not_found"], resolved.Targets());
        Assert.Equal(0, (int)resolved.Target("acme/two")["entry"]!);
        Assert.Equal(2, (int)resolved.Target("acme/one")["entry"]!);
    }

    [Fact]
    public async Task Counts_are_of_everything_that_was_considered()
    {
        var resolved = await inventory.Host.ResolveAsync("""{"select":[{"query":"topic:service"},{"repositories":["x/y"]}]}""", "?limit=1");

        Assert.Equal(
            """{"considered":13,"included":7,"by_reason":{"selected":7,"archived":1,"disabled":1,"opted_out":1,"suspended":1,"no_permission":1,"not_found":1}}""",
            resolved["counts"]!.Text());
    }
}
