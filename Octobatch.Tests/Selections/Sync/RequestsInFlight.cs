using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Octobatch.Tests.Selections.Sync;

/// <summary>
/// Counts the HTTP requests of one service that wait for their answer, or load it. While one does, a fake clock must stand still: on a busy
/// machine an answer takes its time, and time limits on the fake clock would pass meanwhile.
/// </summary>
internal sealed class RequestsInFlight
{
    private int count;

    public bool Any => Count > 0;

    public int Count => Volatile.Read(ref count);

    /// <summary>Puts a counting handler next to the wire, inside of all that retries and waits.</summary>
    public void Watch(IServiceCollection services) => services.ConfigureAll<HttpClientFactoryOptions>(options =>
        options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(new Counting(this))));

    private async Task DuringAsync(Func<Task> work)
    {
        Interlocked.Increment(ref count);
        try
        {
            await work();
        }
        finally
        {
            Interlocked.Decrement(ref count);
        }
    }

    private sealed class Counting(RequestsInFlight owner) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage? response = null;
            await owner.DuringAsync(async () => response = await base.SendAsync(request, cancellationToken));
            response!.Content = new CountedContent(owner, response.Content);
            return response;
        }
    }

    /// <summary>An answer's body. Who reads it bit by bit, as a stream, may wait for the clock in between, and is not counted.</summary>
    private sealed class CountedContent : HttpContent
    {
        private readonly RequestsInFlight owner;
        private readonly HttpContent content;

        public CountedContent(RequestsInFlight owner, HttpContent content)
        {
            (this.owner, this.content) = (owner, content);
            foreach (var (name, values) in content.Headers.NonValidated)
                Headers.TryAddWithoutValidation(name, values);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            owner.DuringAsync(() => content.CopyToAsync(stream, context, cancellationToken));

        protected override Task<Stream> CreateContentReadStreamAsync() => content.ReadAsStreamAsync();

        protected override Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => content.ReadAsStreamAsync(cancellationToken);

        protected override bool TryComputeLength(out long length)
        {
            length = content.Headers.ContentLength ?? 0;
            return content.Headers.ContentLength is not null;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                content.Dispose();
            base.Dispose(disposing);
        }
    }
}
