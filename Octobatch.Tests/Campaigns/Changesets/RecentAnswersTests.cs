using Microsoft.Extensions.Time.Testing;
using Octobatch.Campaigns.Changesets;
using Xunit;

namespace Octobatch.Tests.Campaigns.Changesets;

public sealed class RecentAnswersTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void An_answer_out_of_many_rows_is_given_again_for_as_long_as_it_is_kept_and_no_longer()
    {
        var recent = new RecentAnswers<string>(time);
        recent.Keep("a", "answer", RecentAnswers<string>.Many, time.GetTimestamp());

        Assert.True(recent.TryFind("a", out var found));
        Assert.Equal("answer", found);
        Assert.False(recent.TryFind("b", out _));
        time.Advance(RecentAnswers<string>.Kept);
        Assert.False(recent.TryFind("a", out _));
    }

    [Fact]
    public void One_out_of_few_rows_is_always_read_anew()
    {
        var recent = new RecentAnswers<string>(time);
        recent.Keep("a", "answer", RecentAnswers<string>.Many - 1, time.GetTimestamp());

        Assert.False(recent.TryFind("a", out _));
    }

    [Fact]
    public void Its_age_counts_from_when_it_was_asked_for()
    {
        var recent = new RecentAnswers<string>(time);
        var asked = time.GetTimestamp();
        time.Advance(RecentAnswers<string>.Kept - TimeSpan.FromSeconds(1)); // so long it took
        recent.Keep("a", "answer", RecentAnswers<string>.Many, asked);

        Assert.True(recent.TryFind("a", out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(recent.TryFind("a", out _));
    }

    [Fact]
    public void One_that_is_as_old_as_what_happened_since_is_forgotten_and_a_younger_one_is_not()
    {
        var recent = new RecentAnswers<string>(time);
        recent.Keep("a", "answer", RecentAnswers<string>.Many, time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(2));

        recent.Forget("a", TimeSpan.FromSeconds(3));
        Assert.True(recent.TryFind("a", out _));
        recent.Forget("a", TimeSpan.FromSeconds(2));
        Assert.False(recent.TryFind("a", out _));
    }

    [Theory]
    [InlineData(RecentAnswers<string>.Many, "first", 1)]
    [InlineData(RecentAnswers<string>.Many - 1, "second", 2)]
    public async Task Who_asks_meanwhile_gets_the_answer_that_is_under_way_if_it_is_out_of_many_rows_and_a_newer_one_else(long rows, string answered, int reads)
    {
        var recent = new RecentAnswers<string>(time);
        var (begun, read) = (new TaskCompletionSource<(string, long)>(), 0);
        var first = recent.ReadAsync("a", _ => Read(begun.Task), Cancellation);
        var second = recent.ReadAsync("a", _ => Read(Task.FromResult(("second", rows))), Cancellation);
        begun.SetResult(("first", rows));

        Assert.Equal("first", await first);
        Assert.Equal(answered, await second);
        Assert.Equal(reads, read);

        Task<(string, long)> Read(Task<(string, long)> answer)
        {
            read++;
            return answer;
        }
    }

    [Fact]
    public async Task One_under_way_that_is_as_old_as_what_happened_since_is_given_to_nobody_else()
    {
        var recent = new RecentAnswers<string>(time);
        var begun = new TaskCompletionSource<(string, long)>();
        var first = recent.ReadAsync("a", _ => begun.Task, Cancellation);
        time.Advance(TimeSpan.FromSeconds(1));
        recent.Forget("a", TimeSpan.FromSeconds(1));

        Assert.Equal("newer", await recent.ReadAsync("a", _ => Task.FromResult(("newer", (long)RecentAnswers<string>.Many)), Cancellation));
        begun.SetResult(("older", 1));
        Assert.Equal("older", await first);
    }

    [Fact]
    public async Task Who_goes_away_takes_the_answer_from_nobody()
    {
        var recent = new RecentAnswers<string>(time);
        var begun = new TaskCompletionSource<(string, long)>();
        using var gone = new CancellationTokenSource();
        var first = recent.ReadAsync("a", _ => begun.Task, gone.Token);
        var second = recent.ReadAsync("a", _ => throw new InvalidOperationException("It is read already."), Cancellation);
        await gone.CancelAsync();
        begun.SetResult(("answer", RecentAnswers<string>.Many));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("answer", await second);
    }

    [Fact]
    public async Task What_failed_is_read_again_by_the_next_who_asks()
    {
        var recent = new RecentAnswers<string>(time);
        await Assert.ThrowsAsync<TimeoutException>(() => recent.ReadAsync("a", _ => throw new TimeoutException(), Cancellation));

        Assert.Equal("answer", await recent.ReadAsync("a", _ => Task.FromResult(("answer", 1L)), Cancellation));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
