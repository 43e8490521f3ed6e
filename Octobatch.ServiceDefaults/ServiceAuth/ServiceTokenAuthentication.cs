using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Octobatch.ServiceDefaults.ServiceAuth;

/// <summary>Authenticates calling services by their bearer token.</summary>
public sealed class ServiceTokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ServiceTokenValidator validator)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "service";
    private const string Bearer = "Bearer ";

    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The service token is not acceptable.");

    internal static string? TokenOf(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..] : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        TokenOf(Request) is { } token ? ValidateAsync(token) : Task.FromResult(AuthenticateResult.NoResult());

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = 401;
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        return Task.CompletedTask;
    }

    private async Task<AuthenticateResult> ValidateAsync(string token) =>
        await validator.ValidateAsync(token) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, SchemeName))
            : Refused;
}
