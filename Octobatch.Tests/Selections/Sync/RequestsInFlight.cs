using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Octobatch.Tests.Selections.Sync;

/// <summary>
/// Counts the HTTP requests of one service that wait for their answer. While one does, a fake clock must stand still: on a busy machine an
/// answer takes its time, and time limits on the fake clock would pass meanwhile.
/// </summary>
internal sealed class RequestsInFlight
{
    private int count;

    public bool Any => Count > 0;

    public int Count => Volatile.Read(ref count);

    /// <summary>Puts a counting handler next to the wire, inside of all that retries and waits.</summary>
    public void Watch(IServiceCollection services) => services.ConfigureAll<HttpClientFactoryOptions>(options =>
        options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new Counting(this))));

    private sealed class Counting(RequestsInFlight owner) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner.count);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref owner.count);
            }
        }
    }
}
