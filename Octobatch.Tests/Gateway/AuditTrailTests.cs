using System.Net;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Gateway;

public sealed class AuditTrailTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(500)]
    public async Task The_rows_of_all_services_come_newest_first_and_each_once_whatever_the_pages(int limit)
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        // Each service has rows at times of its own and several at the very same time.
        foreach (var (schema, offset) in ((string, int)[])[("gateway", 0), ("campaign", 1), ("selection", 2), ("token", 3)])
        {
            await stack.CountAsync(
                $"""
                insert into {schema}.audit (at, actor, action, subject, details)
                select timestamptz '2026-05-01' + case when n % 2 = 0 then interval '0' else make_interval(secs => n * 10 + {offset}) end,
                    'system', 'test.done', '{schema}:' || n, json_build_object('n', 1) from generate_series(1, 6) n;
                select 0
                """);
        }

        var subjects = new List<string>();
        var times = new List<DateTimeOffset>();
        string? after = null;
        do
        {
            using var response = await stack.Gateway.SendAsync("GET", $"/api/audit?limit={limit}{(after is null ? "" : $"&after={after}")}", GatewayStack.AdminKey);
            var page = await response.ReadAsync();
            Assert.Empty(page.GetProperty("unreachable").EnumerateArray());
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                subjects.Add(item.GetProperty("subject").GetString()!);
                times.Add(item.GetProperty("at").GetDateTimeOffset());
                Assert.StartsWith(item.GetProperty("service").GetString()! + ":", subjects[^1], StringComparison.Ordinal);
                Assert.Equal(1, item.GetProperty("details").GetProperty("n").GetInt32());
            }

            after = page.GetProperty("next").GetString();
        }
        while (after is not null);

        Assert.Equal(24, subjects.Distinct().Count());
        Assert.Equal(24, subjects.Count);
        Assert.Equal(times.OrderDescending(), times);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_named()
    {
        await using var stack = await GatewayStack.StartAsync(postgres, null, ("OCTOBATCH_SELECTION_URL", ServiceSettings.Nowhere));
        await stack.Gateway.CreateKeyAsync("viewer");

        using var response = await stack.Gateway.SendAsync("GET", "/api/audit", GatewayStack.AdminKey);
        var page = await response.ReadAsync();

        Assert.Equal(["selection"], page.GetProperty("unreachable").EnumerateArray().Select(s => s.GetString()));
        Assert.Equal("key.created", page.GetProperty("items")[0].GetProperty("action").GetString());
    }
}
