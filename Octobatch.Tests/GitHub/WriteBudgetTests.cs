using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

public sealed class WriteBudgetTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly RequestCost Content = RequestCost.Write(GitHubResource.Core, 1, 1);
    private static readonly RequestCost Merge = RequestCost.Write(GitHubResource.Core, 1, 0);
    private readonly FakeTimeProvider time = FlowingTime.Start();
    private DateTimeOffset start;
    private NpgsqlDataSource database = null!;

    public async ValueTask InitializeAsync()
    {
        database = await WriteBudgetDatabase.CreateAsync(postgres);
        start = time.GetUtcNow();
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Writes_are_a_second_apart_and_given_some_seconds_ahead()
    {
        var budget = Make(new());
        var slots = new List<WriteAnswer>();
        for (var i = 0; i < 12; i++)
            slots.Add(await budget.SpendAsync(1, Merge, Cancellation));

        Assert.Equal(Enumerable.Range(0, 10).Select(i => TimeSpan.FromSeconds(1.01 * i)), slots.TakeWhile(s => s.Granted).Select(s => s.At - start));
        Assert.Equal(TimeSpan.FromSeconds(10.1), slots[^1].At - start);
    }

    [Fact]
    public async Task Installations_do_not_wait_for_one_another()
    {
        var budget = Make(new());

        Assert.All(
            await Task.WhenAll(Enumerable.Range(1, 20).Select(id => budget.SpendAsync(id, Content, Cancellation))),
            answer => Assert.Equal(new(true, start), answer));
    }

    [Fact]
    public async Task No_minute_and_no_hour_has_more_content_than_allowed_wherever_it_begins()
    {
        var budget = Make(new() { ContentPerMinute = 7, ContentPerHour = 20, WriteSpacingMs = 100 });
        var random = new Random(3);
        var given = new List<(DateTimeOffset At, int Units)>();
        while (time.GetUtcNow() < start + TimeSpan.FromHours(3))
        {
            var units = random.Next(1, 4);
            var answer = await budget.SpendAsync(1, Content with { Content = units }, Cancellation);
            if (answer.Granted)
                given.Add((answer.At, units));
            var next = answer.At + TimeSpan.FromSeconds(random.Next(0, 20));
            time.SetUtcNow(next > time.GetUtcNow() ? next : time.GetUtcNow());
        }

        Assert.All(given, spent => Assert.InRange(Sum(spent.At, TimeSpan.FromMinutes(1)), 1, 7));
        Assert.All(given, spent => Assert.InRange(Sum(spent.At, TimeSpan.FromHours(1)), 1, 20));
        Assert.InRange(given.Sum(spent => spent.Units), 50, 60);

        int Sum(DateTimeOffset end, TimeSpan window) => given.Where(g => g.At <= end && g.At > end - window).Sum(g => g.Units);
    }

    [Fact]
    public async Task A_merge_does_not_wait_for_the_hour_of_content()
    {
        var budget = Make(new() { ContentPerHour = 1 });
        await budget.SpendAsync(1, Content, Cancellation);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new(false, start + TimeSpan.FromSeconds(3602)), await budget.SpendAsync(1, Content, Cancellation));
        Assert.Equal(new(true, time.GetUtcNow()), await budget.SpendAsync(1, Merge, Cancellation));
    }

    [Fact]
    public async Task Twenty_replicas_at_once_get_different_moments()
    {
        var budgets = Enumerable.Range(0, 20).Select(_ => Make(new() { WriteSpacingMs = 100 })).ToList();
        var answers = await Task.WhenAll(budgets.SelectMany(budget => new[] { budget.SpendAsync(1, Merge, Cancellation), budget.SpendAsync(1, Merge, Cancellation) }));

        var at = answers.Where(a => a.Granted).Select(a => a.At).Order().ToList();
        Assert.Equal(40, at.Count);
        Assert.All(at.Zip(at.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMilliseconds(101)));
    }

    [Fact]
    public async Task A_refusal_closes_the_installation_to_the_second_and_halves_its_rate_for_an_hour()
    {
        var budget = Make(new());
        Assert.Equal(start + TimeSpan.FromSeconds(90), await RefuseAsync(budget, start + TimeSpan.FromSeconds(90)));
        Assert.Equal(new(false, start + TimeSpan.FromSeconds(90)), await budget.SpendAsync(1, Merge, Cancellation));

        time.Advance(TimeSpan.FromSeconds(90));
        var first = await budget.SpendAsync(1, Merge, Cancellation);
        var second = await budget.SpendAsync(1, Merge, Cancellation);
        Assert.Equal(TimeSpan.FromSeconds(2.02), second.At - first.At);

        time.Advance(TimeSpan.FromHours(1));
        first = await budget.SpendAsync(1, Merge, Cancellation);
        second = await budget.SpendAsync(1, Merge, Cancellation);
        Assert.Equal(TimeSpan.FromSeconds(1.01), second.At - first.At);
    }

    [Fact]
    public async Task Refusals_without_a_time_close_for_a_minute_then_two_then_four()
    {
        var budget = Make(new());
        foreach (var minutes in new[] { 1, 2, 4, 8, 8 })
        {
            Assert.Equal(time.GetUtcNow() + TimeSpan.FromMinutes(minutes), await RefuseAsync(budget, null));
            time.Advance(TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Refusals_of_requests_that_were_under_way_together_are_one()
    {
        var budget = Make(new());
        var sent = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(1));
        await budget.RefuseAsync(1, new(sent, null, null), Cancellation);
        var until = await budget.RefuseAsync(1, new(sent, null, null), Cancellation);

        Assert.Equal(time.GetUtcNow() + TimeSpan.FromMinutes(1), until);
    }

    [Fact]
    public async Task A_slow_write_is_counted_from_its_end()
    {
        var budget = Make(new() { ContentPerHour = 1 });
        var answer = await budget.SpendAsync(1, Content, Cancellation);
        await budget.RedateAsync(1, new(answer.At), start + TimeSpan.FromSeconds(20), Cancellation);
        time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(start + TimeSpan.FromSeconds(3622), (await budget.SpendAsync(1, Content, Cancellation)).At);
    }

    [Fact]
    public async Task A_slot_that_was_not_used_is_given_back_to_every_window()
    {
        var budget = Make(new() { ContentPerHour = 5 });
        var slots = new List<DateTimeOffset>();
        for (var i = 0; i < 4; i++)
            slots.Add((await budget.SpendAsync(1, Content, Cancellation)).At);
        var four = await TotalsAsync();

        await budget.ReturnAsync(1, new(slots[1]), Content, Cancellation);
        await budget.ReturnAsync(1, new(slots[1]), Content, Cancellation); // once is enough
        await budget.ReturnAsync(1, new(slots[3]), Content, Cancellation);
        Assert.Equal((4, 20, 2, 10), (four.Content, four.Core, (await TotalsAsync()).Content, (await TotalsAsync()).Core));

        time.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 3; i++)
            Assert.True((await budget.SpendAsync(1, Content, Cancellation)).Granted);
        Assert.Equal(new(false, start + TimeSpan.FromSeconds(3602)), await budget.SpendAsync(1, Content, Cancellation));
    }

    private async Task<(long Content, long Core)> TotalsAsync()
    {
        await using var command = database.CreateCommand(
            "select max(total) filter (where ledger = 'content'), max(total) filter (where ledger = 'core') from write_spendings");
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        await row.ReadAsync(Cancellation);
        return (row.GetInt64(0), row.GetInt64(1));
    }

    [Fact]
    public async Task A_claim_spends_in_its_own_statement()
    {
        var budget = Make(new() { ContentPerHour = 1 });
        await using (var table = database.CreateCommand("create table work (id int, installation_id bigint, due timestamptz, claimed boolean); "
            + "insert into work values (1, 7, '-infinity', false), (2, 7, '-infinity', false)"))
            await table.ExecuteNonQueryAsync(Cancellation);

        Assert.Equal((1, true), await ClaimAsync());
        Assert.Equal((2, false), await ClaimAsync());

        async Task<(int, bool)> ClaimAsync()
        {
            await using var claim = database.CreateCommand($"""
                with ready as (select * from work where due <= @moment and not claimed order by id limit 1 for update skip locked),
                     spent as (select ready.id, s.granted, s.send_at from ready cross join lateral {WriteBudget.Spend("ready.installation_id")} s)
                update work w set claimed = spent.granted, due = spent.send_at from spent where w.id = spent.id returning w.id, w.claimed
                """);
            budget.AddParameters(claim, Content);
            await using var reader = await claim.ExecuteReaderAsync(Cancellation);
            Assert.True(await reader.ReadAsync(Cancellation));
            return (reader.GetInt32(0), reader.GetBoolean(1));
        }
    }

    [Fact]
    public async Task What_no_window_reaches_any_more_is_swept()
    {
        var budget = Make(new());
        for (var i = 0; i < 5; i++)
        {
            await budget.SpendAsync(1, Content, Cancellation);
            time.Advance(TimeSpan.FromHours(2));
        }

        await using var count = database.CreateCommand("select count(*) from write_spendings");
        Assert.InRange((long)(await count.ExecuteScalarAsync(Cancellation))!, 1, 4);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WriteBudget Make(LimitSettings limits) => new(database, limits, time);

    private Task<DateTimeOffset> RefuseAsync(WriteBudget budget, DateTimeOffset? until) =>
        budget.RefuseAsync(1, new(time.GetUtcNow(), until, null), Cancellation);
}
