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
}
