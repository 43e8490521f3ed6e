using System.Diagnostics;
using System.Net;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;
using Yarp.ReverseProxy.Forwarder;

namespace Octobatch.Gateway.Proxy;

/// <summary>Passes a request on to the service that answers it, in the caller's name, and says in problem details when that fails.</summary>
internal sealed partial class Forwarder(
    IHttpForwarder forwarder, Destinations destinations, ServiceTokenIssuer issuer, IHostApplicationLifetime lifetime, ILogger<Forwarder> logger) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    // A service may wait for GitHub; this is how long it may stay silent.
    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = TimeSpan.FromSeconds(60),
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly HttpMessageInvoker client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2), // so that replicas that come and go are found through DNS
    });

    /// <summary>Answers the request, or returns why it could not be answered.</summary>
    /// <param name="neverEnds">The answer is cut off when this process stops, instead of being waited for.</param>
    public async Task<IResult> ForwardAsync(HttpContext context, OctobatchService service, bool neverEnds = false)
    {
        var transformer = new CallerTransformer(issuer.Issue(service, Caller.From(context)!));
        var error = await forwarder.SendAsync(context, destinations.Of(service).AbsoluteUri, client, Config, transformer,
            neverEnds ? lifetime.ApplicationStopping : CancellationToken.None);
        if (error == ForwarderError.None)
            return transformer.TokenRefused ? TokenRefused(service) : Results.Empty;

        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
            return Results.Empty; // too late for words
        if (CallersFault(exception) is { } fault)
            throw fault;
        LogFailed(service.Name, error, exception?.GetBaseException().Message);
        return error is ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout
            ? new Failure(504, "service_timeout", $"The {service.Name} service does not answer", "Try again in a few seconds.") { RetryAfter = Soon }
            : new Failure(502, "service_unreachable", $"The {service.Name} service cannot be reached", "Try again in a few seconds.") { RetryAfter = Soon };
    }

    public void Dispose() => client.Dispose();

    // Such as a body beyond the limit. When it stops the copying, what the service's side has to say of it comes along.
    private static BadHttpRequestException? CallersFault(Exception? exception) =>
        (exception as AggregateException)?.InnerExceptions.OfType<BadHttpRequestException>().FirstOrDefault() ?? exception as BadHttpRequestException;

    // The caller's key was good, so a 401 from inside would point at the wrong culprit.
    private Failure TokenRefused(OctobatchService service)
    {
        LogTokenRefused(service.Name);
        return new(502, "service_token_refused", $"The {service.Name} service does not accept the gateway's tokens",
            "OCTOBATCH_SERVICE_KEY must be the same in every service, and their clocks must agree.");
    }

    [LoggerMessage(LogLevel.Warning, "The {Service} service cannot be reached ({Error}): {Reason}")]
    private partial void LogFailed(string service, ForwarderError error, string? reason);

    [LoggerMessage(LogLevel.Error, "The {Service} service refuses the gateway's service token: OCTOBATCH_SERVICE_KEY or the clocks differ")]
    private partial void LogTokenRefused(string service);
}
