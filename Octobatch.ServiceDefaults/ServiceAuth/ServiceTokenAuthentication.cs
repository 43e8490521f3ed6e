using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
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

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? header = Request.Headers.Authorization;
        return header is null || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Task.FromResult(AuthenticateResult.NoResult())
            : ValidateAsync(header[Bearer.Length..]);
    }

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
