using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Octobatch.Gateway.Proxy;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Web.Api;

/// <summary>
/// The public API for the pages: the same table of routes, the same roles and the same service tokens as for callers from outside, without
/// the way through the network to ourselves. What the table does not let a person do, no page can do for them.
/// </summary>
internal sealed partial class ApiClient(
    IHttpClientFactory clients, Destinations destinations, ServiceTokenIssuer issuer, IHttpContextAccessor http, ILogger<ApiClient> logger)
{
    public const string ClientName = "pages";

    private static readonly Failure NoSuchCall = new(404, "not_found", "Octobatch cannot do this", "This version has no such call.");
    private static readonly Failure Forbidden = new(403, "forbidden", "Your role does not allow this", "Ask an admin for a higher role.");

    public Task<ApiAnswer<T>> GetAsync<T>(string pathAndQuery) => SendAsync<T>(HttpMethod.Get, pathAndQuery, null);

    public Task<ApiAnswer<T>> PostAsync<T>(string pathAndQuery, object body) => SendAsync<T>(HttpMethod.Post, pathAndQuery, Json(body));

    /// <summary>Whether the API has such a call and lets the visitor make it; pages show no buttons that only lead to a refusal.</summary>
    public bool Can(HttpMethod method, string path) =>
        Routes.Find(method.Method, path) is { } route && Caller.From(http.HttpContext!) is { } caller && caller.Role >= route.Role;

    public static HttpContent Json(object body) => JsonContent.Create(body, options: ApiJson.Options);

    /// <param name="pathAndQuery">As callers from outside write it, values escaped.</param>
    public async Task<ApiAnswer<T>> SendAsync<T>(HttpMethod method, string pathAndQuery, HttpContent? content, Action<HttpRequestHeaders>? headers = null)
    {
        var context = http.HttpContext!;
        if (Routes.Find(method.Method, pathAndQuery.Split('?')[0]) is not { } route)
            return new ApiProblem(NoSuchCall);
        if (Caller.From(context) is not { } caller || caller.Role < route.Role)
            return new ApiProblem(Forbidden);

        using var request = new HttpRequestMessage(method, new Uri(destinations.Of(route.Service), pathAndQuery)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue(route.Service, caller));
        request.Headers.Accept.Add(new("application/json"));
        headers?.Invoke(request.Headers);
        using var client = clients.CreateClient(ClientName);
        try
        {
            using var response = await client.SendAsync(request, context.RequestAborted);
            return await ReadAsync<T>(response, context.RequestAborted);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            LogFailed(route.Service.Name, e.GetBaseException().Message);
            return Unreachable(route.Service);
        }
    }

    private static async Task<ApiAnswer<T>> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (typeof(T) == typeof(Done) && response.IsSuccessStatusCode)
            return (T)(object)new Done();
        if (typeof(T) == typeof(string) && response.IsSuccessStatusCode)
            return (T)(object)await response.Content.ReadAsStringAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw new HttpRequestException("The service does not accept the gateway's tokens.");
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        if (response.IsSuccessStatusCode)
            return (await JsonSerializer.DeserializeAsync<T>(body, ApiJson.Options, cancellation))!;
        return ApiProblem.Of(response, body.CanSeek && body.Length == 0 ? default : await JsonSerializer.DeserializeAsync<JsonElement>(body, cancellationToken: cancellation));
    }

    private static ApiProblem Unreachable(OctobatchService service) => new(new Failure(
        502, "service_unreachable", $"The {service.Name} service cannot be reached", "Try again in a few seconds."));

    [LoggerMessage(LogLevel.Warning, "The {Service} service did not answer a page: {Reason}")]
    private partial void LogFailed(string service, string reason);
}
