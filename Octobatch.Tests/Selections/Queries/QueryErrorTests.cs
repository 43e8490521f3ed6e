using Octobatch.Selections.Queries;
using Xunit;

namespace Octobatch.Tests.Selections.Queries;

public sealed class QueryErrorTests
{
    [Theory]
    [InlineData("lanuage:go", 1, "language:")]
    [InlineData("org:acme lanuage:go", 10, "language:")]
    [InlineData("-archvied:true", 2, "archived:")]
    [InlineData("Topics:x", 1, "topic:")]
    [InlineData("owner:acme", 1, "org:")]
    [InlineData("lang:go", 1, "language:")]
    [InlineData("path:go.mod", 1, "file:")]
    [InlineData("prop.tier:1", 1, "props.tier:")]
    [InlineData("property.tier:1", 1, "props.tier:")]
    [InlineData("archived:yes", 10, null)]
    [InlineData("archived:ture", 10, "archived:true")]
    [InlineData("visibility:pubic", 12, "visibility:public")]
    [InlineData("org:acme/checkout", 5, "repo:acme/checkout")]
    [InlineData("repo:acme/legacy-*", 6, "org:acme name:legacy-*")]
    [InlineData("repo:checkout", 6, null)]
    [InlineData("name:acme/checkout", 6, "repo:acme/checkout")]
    [InlineData("org:acme checkout", 10, "name:*checkout*")]
    [InlineData("topic:", 7, null)]
    [InlineData("topic:\"\"", 7, null)]
    [InlineData("org:acme topic:\"a b", 16, null)]
    [InlineData("org:acme - topic:a", 10, null)]
    [InlineData("pushed:yesterday", 8, null)]
    [InlineData("pushed:2026-02-30", 8, null)]
    [InlineData("pushed:>9999-12-31", 8, null)]
    [InlineData("size:>-1", 6, null)]
    [InlineData("stars:99999999999999999999", 7, null)]
    [InlineData("stars:*..*", 7, null)]
    [InlineData("file:/etc/passwd", 6, null)]
    [InlineData("file:a/../b", 6, null)]
    [InlineData("file:*.yml", 6, null)]
    [InlineData("content:go.mod", 9, null)]
    [InlineData("props.:1", 1, null)]
    [InlineData("props.a'b:1", 1, null)]
    [InlineData("topic:a\0b", 8, null)]
    [InlineData("zzzzzz:1", 1, null)]
    public void An_error_points_at_its_column_and_suggests_what_was_meant(string text, int column, string? suggestion)
    {
        var error = Assert.Single(QueryParser.Parse(text).Errors);

        Assert.Equal((column, suggestion), (error.Column, error.Suggestion));
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused_and_a_whole_one_taken()
    {
        Assert.Equal(8, Assert.Single(QueryParser.Parse("topic:a\ud83d").Errors).Column);
        Assert.Equal("topic:a\ud83d\ude00", QueryParser.Parse("topic:a\ud83d\ude00").Query!.ToString());
    }

    [Fact]
    public void Every_error_is_told_at_once()
    {
        var read = QueryParser.Parse("lanuage:go archived:maybe size:big topic:ok");

        Assert.Null(read.Query);
        Assert.Equal([1, 21, 32], read.Errors.Select(e => e.Column));
    }

    [Fact]
    public void An_error_reads_as_a_sentence() =>
        Assert.Equal(
            "column 1: \"lanuage:\" is not a word of the query language; did you mean \"language:\"?",
            Assert.Single(QueryParser.Parse("lanuage:go").Errors).ToString());
}
