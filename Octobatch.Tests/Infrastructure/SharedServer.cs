using Xunit;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// A server that all tests of a run share: started when the first one asks, disposed at the end of the run. Where the
/// machine cannot provide it, its tests are skipped with the reason, or fail when OCTOBATCH_TEST_REQUIRE_ALL=1.
/// </summary>
public abstract class SharedServer<T> : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    private readonly Lazy<Task<T>> _server;

    protected SharedServer() => _server = new(() => Task.Run(StartAsync));

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!_server.IsValueCreated) return;
        // One that never started has told the tests that wanted it.
        var start = _server.Value;
        await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (start.IsCompletedSuccessfully) await start.Result.DisposeAsync();
    }

    /// <summary>The server, started by the first call.</summary>
    protected async Task<T> GetAsync()
    {
        try
        {
            return await _server.Value;
        }
        catch (MissingServerException e) when (Environment.GetEnvironmentVariable("OCTOBATCH_TEST_REQUIRE_ALL") != "1")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    /// <exception cref="MissingServerException">This machine does not have it.</exception>
    protected abstract Task<T> StartAsync();
}

/// <summary>This machine has no such server; the message names what to install.</summary>
public sealed class MissingServerException(string message) : Exception(message);
