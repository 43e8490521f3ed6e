using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Octobatch.Cli.Configuration;

namespace Octobatch.Cli.Api;

/// <summary>The public API of one Octobatch. Every refusal is an <see cref="ApiException"/>, every silence a <see cref="StopException"/>.</summary>
internal sealed class OctobatchClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    /// <summary>In bytes. Below it a body is on its way before anybody could refuse it.</summary>
    private const long Large = 1024 * 1024;

    private readonly HttpClient http;
    private readonly TimeProvider time;

    public OctobatchClient(Connection connection, TimeProvider time)
    {
        this.time = time;
        Url = connection.Url;
        // A redirect would carry the key to an address that nobody named.
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(5) })
        {
            BaseAddress = connection.Url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("octobatch-cli", Version));
        if (connection.Key is { } key)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Uri Url { get; }

    private static string Version { get; } = typeof(OctobatchClient).Assembly.GetName().Version!.ToString(3);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        (await GetAsync(path, cancellation)).Read(type);

    public Task<ApiAnswer> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, null, cancellation);

    public Task<ApiAnswer> PostAsync(string path, HttpContent? body, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, path, body, null, cancellation);

    public Task<ApiAnswer> PostAsync<T>(string path, T body, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        PostAsync(path, JsonBody(body, type), cancellation);

    /// <param name="ifMatch">The ETag of what may be replaced.</param>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, HttpContent? body, string? ifMatch, CancellationToken cancellation)
    {
        using var request = Request(method, path, "application/json", body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await Reaching(
            async () =>
            {
                using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
                var bytes = await response.Content.ReadAsByteArrayAsync(either.Token);
                return response.IsSuccessStatusCode
                    ? new ApiAnswer(bytes, response.Headers.ETag?.ToString(), Url)
                    : throw ApiException.Of(response, bytes, Url);
            },
            limit.Token, cancellation);
    }

    /// <summary>An answer that is read while it comes, such as a patch or events. The caller disposes of it.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string accept, CancellationToken cancellation)
    {
        using var request = Request(HttpMethod.Get, path, accept, null);
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await Reaching(
            async () =>
            {
                var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                if (response.IsSuccessStatusCode)
                    return response;
                using (response)
                    throw ApiException.Of(response, await response.Content.ReadAsByteArrayAsync(either.Token), Url);
            },
            limit.Token, cancellation);
    }

    public void Dispose() => http.Dispose();

    public static HttpContent JsonBody<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string accept, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        // Who refuses a body that is too large closes the connection: whoever still sends then sees that, and not the reason.
        request.Headers.ExpectContinue = body?.Headers.ContentLength > Large;
        request.Headers.Accept.Add(new(accept));
        if (accept != "application/json")
            request.Headers.Accept.Add(new("application/problem+json", 0.5));
        return request;
    }

    private async Task<T> Reaching<T>(Func<Task<T>> call, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new StopException(ExitCode.Unreachable, $"{Url} did not answer within {Limit.TotalSeconds:0} seconds. Try again; {Url}healthz says what is wrong there.", e);
        }
        catch (HttpRequestException e)
        {
            throw new StopException(ExitCode.Unreachable, $"{Url} cannot be reached: {e.GetBaseException().Message}. Is Octobatch running there? `--url` or {Connection.UrlVariable} names another address.", e);
        }
    }
}
