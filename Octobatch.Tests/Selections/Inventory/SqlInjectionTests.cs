using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.Selections.Queries;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Postgres;
using Xunit;

namespace Octobatch.Tests.Selections.Inventory;

public sealed class SqlInjectionTests(SeededInventory inventory) : IClassFixture<SeededInventory>
{
    private static readonly string[] Attacks =
    [
        "' or '1'='1", "x'; drop table repositories; --", "x\") or true --", "$1", "$2 or true", "{x}", "x' union select * from audit --", "\\'; select 1; --",
        "x'::text or true --", "x\u2019 or 1=1", "%' or name_key like '%", "E'\\x27'", "array['a']) or (true",
    ];

    private static readonly string[] Positions =
    [
        "org:{0}", "-org:{0}", "repo:{0}/x", "repo:acme/{0}", "name:{0}", "name:{0}*", "topic:{0}", "language:{0}", "visibility:{0}", "archived:{0}", "fork:{0}",
        "pushed:{0}", "pushed:>{0}", "pushed:2026-01-01..{0}", "size:{0}", "stars:>{0}", "props.tier:{0}", "props.{0}:1", "-props.tier:{0}",
    ];

    public static TheoryData<string> AllPositions { get; } = [.. Positions];

    [Theory]
    [MemberData(nameof(AllPositions))]
    public async Task A_value_stays_a_value_wherever_it_stands(string position)
    {
        foreach (var attack in Attacks)
        {
            var quoted = position.StartsWith("props.{", StringComparison.Ordinal)
                ? string.Format(position, attack)
                : string.Format(position, "\"" + attack.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"");
            if (QueryParser.Parse(quoted).Query is not { } query)
                continue; // refused before any SQL, which is as good

            var taken = await inventory.Reader.ReadAsync(query, null, 10_000, TestContext.Current.CancellationToken);

            Assert.Equal(query.Terms[0].Negated ? SeededInventory.Present.Count : 0, taken.Count);
        }

        await using var count = inventory.Postgres.CreateCommand("select count(*) from repositories");
        Assert.Equal(2_000L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_text_of_a_statement_never_has_a_value_in_it()
    {
        var parameters = new SqlParameters();
        var query = QueryParser.Parse(
            "org:secret repo:secret/secret name:secret* topic:secret language:secret pushed:>2026-01-01 size:>424242 stars:424242 props.secret:secret").Query!;

        var sql = QuerySql.Where(query, parameters);

        Assert.DoesNotContain("secret", sql, StringComparison.Ordinal);
        Assert.DoesNotContain("2026", sql, StringComparison.Ordinal);
        Assert.DoesNotContain("424242", sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_is_a_value_too()
    {
        var cursor = new RepositoryCursor("' or true --", "'; drop table repositories; --", 1);

        var found = await inventory.Reader.ReadAsync(
            QueryParser.Parse("").Query!, RepositoryCursor.Parse(cursor.ToString()), 10_000, TestContext.Current.CancellationToken);

        Assert.Equal(SeededInventory.Present.Count, found.Count); // "'" comes before every letter
    }
}
