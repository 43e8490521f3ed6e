using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Octobatch.ServiceDefaults.Paging;
using Xunit;

namespace Octobatch.Tests.Selections.Inventory;

public sealed class InventoryReaderTests(SeededInventory inventory) : IClassFixture<SeededInventory>
{
    [Theory]
    [InlineData("", 100)]
    [InlineData("topic:service", 7)]
    [InlineData("-org:acme -language:go", 500)]
    public async Task Pages_one_after_another_are_the_whole_list(string text, int limit)
    {
        var query = QueryParser.Parse(text).Query!;
        var whole = await inventory.Reader.ReadAsync(query, null, 10_000, TestContext.Current.CancellationToken);

        var paged = new List<Repository>();
        for (List<Repository>? page = null; page is null || page.Count == limit;)
        {
            var after = page is null ? null : RepositoryCursor.Parse(RepositoryCursor.Of(page[^1].Owner, page[^1].Name, page[^1].Id).ToString());
            page = await inventory.Reader.ReadAsync(query, after, limit, TestContext.Current.CancellationToken);
            paged.AddRange(page);
        }

        Assert.Equal(whole.Select(r => r.Id), paged.Select(r => r.Id));
    }

    [Fact]
    public async Task A_repository_comes_back_as_it_was_written()
    {
        var expected = SeededInventory.Present.First(r => r is { PushedAt: not null, Language: not null, Topics.Count: > 1, Properties.Count: 2 });

        var found = Assert.Single(await inventory.Reader.ReadAsync(
            QueryParser.Parse($"repo:{expected.FullName}").Query!, null, 2, TestContext.Current.CancellationToken));

        Assert.Equivalent(expected, found, strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("!!")]
    [InlineData("YS9i")]
    [InlineData("YS9iL2M")]
    [InlineData("YS9iLzEvMg")]
    public void A_cursor_that_is_not_ours_is_none(string text) => Assert.Null(RepositoryCursor.Parse(text));
}
