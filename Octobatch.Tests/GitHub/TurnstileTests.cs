using Octobatch.GitHub.Budgets;
using Xunit;

namespace Octobatch.Tests.GitHub;

public sealed class TurnstileTests
{
    [Fact]
    public async Task Callers_are_let_in_in_the_order_in_which_they_came()
    {
        var turnstile = new Turnstile(1);
        var order = new List<int>();
        var first = await turnstile.EnterAsync(Cancellation);
        var others = Enumerable.Range(0, 100).Select(EnterAsync).ToList();
        Assert.Equal(100, turnstile.Waiting);

        first.Dispose();
        await Task.WhenAll(others);
        Assert.Equal(Enumerable.Range(0, 100), order);

        async Task EnterAsync(int number)
        {
            using (await turnstile.EnterAsync(Cancellation))
                order.Add(number);
        }
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_queue_and_takes_no_place()
    {
        var turnstile = new Turnstile(1);
        var first = await turnstile.EnterAsync(Cancellation);
        using var gone = new CancellationTokenSource();
        var impatient = turnstile.EnterAsync(gone.Token).AsTask();
        var patient = turnstile.EnterAsync(Cancellation).AsTask();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Assert.Equal(1, turnstile.Waiting);
        first.Dispose();
        using var second = await patient;
    }

    [Fact]
    public async Task As_many_are_inside_as_there_are_places()
    {
        var turnstile = new Turnstile(3);
        for (var i = 0; i < 3; i++)
            await turnstile.EnterAsync(Cancellation);
        var fourth = turnstile.EnterAsync(Cancellation).AsTask();

        Assert.False(fourth.IsCompleted);
        Assert.Equal(1, turnstile.Waiting);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
