using System.Diagnostics;
using CsCheck;
using Octobatch.Selections.Queries;
using Xunit;

namespace Octobatch.Tests.Selections.Queries;

public sealed class QueryParserTests
{
    [Fact]
    public void Any_query_printed_and_parsed_again_is_the_same() =>
        QueryGenerator.Queries.Sample(
            query =>
            {
                var read = QueryParser.Parse(query.ToString());
                Assert.Empty(read.Errors);
                Assert.Equal(query, read.Query);
                Assert.Equal(query.ToString(), read.Query!.ToString());
            },
            iter: 5_000);

    [Fact]
    public void No_text_makes_the_parser_throw_or_hang()
    {
        var random = new Random(20260101);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10_000; i++)
        {
            var text = RandomText(random);
            var read = QueryParser.Parse(text);
            Assert.Equal(read.Errors.Count == 0, read.Query is not null);
            Assert.All(read.Errors, e => Assert.InRange(e.Column, 1, Math.Max(text.Length, 1) + 1));
        }

        // Milliseconds in fact; only something that grows with the square of the text or worse comes near.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_before_it_is_read()
    {
        var read = QueryParser.Parse(new string('"', 1_000_000));

        Assert.Equal("a query has at most 4000 characters", Assert.Single(read.Errors).Message);
    }

    [Fact]
    public void Words_are_read_in_any_case_and_values_keep_theirs()
    {
        var read = QueryParser.Parse("ORG:Acme  -Archived:TRUE\tprops.Tier:\"Gold Level\"");

        Assert.Equal("org:Acme -archived:true props.Tier:\"Gold Level\"", read.Query!.ToString());
    }

    [Theory]
    [InlineData("pushed:2026-01-01..*", "pushed:>=2026-01-01")]
    [InlineData("pushed:*..2026-01-01", "pushed:<=2026-01-01")]
    [InlineData("pushed:>2026-01-01T01:00:00+02:00", "pushed:>2025-12-31T23:00:00Z")]
    [InlineData("pushed:2026-01-01T10:30", "pushed:2026-01-01T10:30:00Z")]
    [InlineData("size:10..20", "size:10..20")]
    [InlineData("content:a.txt:b:c", "content:a.txt:b:c")]
    [InlineData("content:\"a:b.txt\":\"c d\"", "content:\"a:b.txt\":\"c d\"")]
    [InlineData("content:go.mod:\"go 1.22\"", "content:go.mod:\"go 1.22\"")]
    [InlineData("topic:a\"b c\"d", "topic:\"ab cd\"")]
    [InlineData("name:\"a\\\"b\\\\c\\d\"", "name:\"a\\\"b\\\\c\\\\d\"")]
    public void A_query_has_one_canonical_form(string text, string canonical) =>
        Assert.Equal(canonical, QueryParser.Parse(text).Query!.ToString());

    private static string RandomText(Random random)
    {
        string[] pieces =
        [
            "org:", "repo:", "name:", "topic:", "language:", "visibility:", "archived:", "fork:", "pushed:", "size:", "stars:", "file:",
            "content:", "props.", "-", ":", "\"", "\\", " ", "\t", "\n", "*", "?", "..", ">", "<=", "=", "9999-12-31", "0001-01-01", "2026-02-30",
            "99999999999999999999", "true", "a/b", "/", "../x", "\0", "\ud800", "\udc00", "😀", "ä", "'; drop table repositories; --", "$1", "%_",
        ];
        if (random.Next(2) == 0)
            return string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)]));
        return string.Create(random.Next(300), random, (span, r) =>
        {
            foreach (ref var c in span)
                c = (char)(r.Next(3) == 0 ? r.Next(char.MaxValue + 1) : r.Next(32, 127));
        });
    }
}
