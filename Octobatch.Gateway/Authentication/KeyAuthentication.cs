using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Octobatch.Gateway.Keys;
using Octobatch.Gateway.SignIn;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Authentication;

/// <summary>Authenticates people and programs by API key, and says in problem details why a caller is refused, whatever it came with.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyLookup keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "key";

    private static readonly AuthenticateResult WrongKey = AuthenticateResult.Fail("The key is not valid.");

    private static readonly Failure NotAuthenticated = new(
        401, "not_authenticated", "The caller is not known", "Send a valid API key as `Authorization: Bearer octo_...`.");

    private static readonly Failure Forbidden = new(
        403, "forbidden", "The caller's role does not allow this", "Ask an admin for a higher role.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken.Of(Request) is not { } key)
            return AuthenticateResult.NoResult();
        return await keys.FindAsync(key, Context) switch
        {
            { Principal: { } principal } => AuthenticateResult.Success(new(principal, SchemeName)),
            { Failure: { } failure } => AuthenticateResult.Fail(new RefusedException(failure)),
            _ => WrongKey,
        };
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // The default scheme's result: that of the OIDC scheme when the token went there.
        var result = await Context.AuthenticateAsync();
        if (result.Failure is RefusedException { Failure: var failure })
        {
            await failure.ExecuteAsync(Context);
            return;
        }

        if (Html.IsWanted(Request))
        {
            Response.Redirect(SignInPages.AddressFor(Request));
            return;
        }

        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        await NotAuthenticated.ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Forbidden.ExecuteAsync(Context);
}

/// <summary>Carries out of authentication why nobody knows whether the caller is valid.</summary>
internal sealed class RefusedException(Failure failure) : Exception(failure.Title)
{
    public Failure Failure => failure;
}
