namespace Octobatch.Tests.Infrastructure;

/// <summary>Waits for what happens in the background, without knowing when: as short as possible, and never for ever.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
            await Task.Delay(10, limit.Token);
    }
}
