using Microsoft.IdentityModel.JsonWebTokens;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tokens.Access;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// <c>GET</c> and <c>POST /tokens/installations/{installation_id}</c>. A caller whose token GitHub refuses although it worked before
/// (401, more than five seconds after it was minted) asks again with <c>?refused_sha256=HEX</c>, the SHA-256 of that token: it is then
/// dropped, and one new token is minted for all.
/// </summary>
internal sealed class TokenEndpoints(TokenSource tokens, TokenAudit audit, TokenMetrics metrics)
{
    public const string Path = "/tokens/installations/{installation_id}";
    private const string RefusedQuery = "refused_sha256";

    public static void Map(IEndpointRouteBuilder app)
    {
        var endpoints = app.ServiceProvider.GetRequiredService<TokenEndpoints>();
        // A plain RequestDelegate: this is the path that every request to GitHub takes, so nothing is bound or inferred on it.
        app.MapGet(Path, endpoints.GetAsync).RequireCallers(OctobatchService.Gateway, OctobatchService.Campaign, OctobatchService.Selection);
        app.MapPost(Path, (HttpContext http, TokenRequest request) => endpoints.PostAsync(http, request))
            .RequireCallers(OctobatchService.Gateway, OctobatchService.Campaign, OctobatchService.Selection);
    }

    private Task GetAsync(HttpContext http) => AnswerAsync(http, TokenScope.Whole);

    private Task PostAsync(HttpContext http, TokenRequest request) => request.Problem() is { } problem
        ? RefuseAsync(http, problem)
        : AnswerAsync(http, request.Scope());

    private Task AnswerAsync(HttpContext http, TokenScope scope)
    {
        if (!Numbers.TryParse(http.Request.RouteValues["installation_id"] as string, out var installation))
            return RefuseAsync(http, Numbers.Failure("installation id"));
        var key = new TokenKey(installation, scope.Canonical);
        if (!http.Request.QueryString.HasValue && tokens.Cached(key, scope) is { } token)
        {
            metrics.Served();
            return SendAsync(http, key, token, token.Answer);
        }

        return AskAsync(http, key, scope);
    }

    private async Task AskAsync(HttpContext http, TokenKey key, TokenScope scope)
    {
        string? refused = http.Request.Query[RefusedQuery];
        if (refused is not null)
        {
            if (refused.Length != 64 || !refused.All(char.IsAsciiHexDigit))
            {
                await RefuseAsync(http, new(400, "not_a_sha256", "This is no SHA-256", $"{RefusedQuery} must be the 64 hexadecimal digits of the refused token's SHA-256."));
                return;
            }

            await tokens.DropAsync(key, Convert.FromHexString(refused));
        }

        if (tokens.Cached(key, scope) is { } cached)
        {
            metrics.Served();
            await SendAsync(http, key, cached, cached.Answer);
            return;
        }

        var outcome = await tokens.GetAsync(key, scope, Caller.From(http.User) ?? Caller.System, http.RequestAborted);
        if (outcome.Failed(out var failure, out var answer))
            await RefuseAsync(http, failure);
        else
            await SendAsync(http, key, answer.Token, answer.Json);
    }

    private Task SendAsync(HttpContext http, in TokenKey key, InstallationToken token, ReadOnlyMemory<byte> json)
    {
        // What services ask for themselves is on record where they use it; what leaves through the gateway is on record here.
        if (http.User.FindFirst(JwtRegisteredClaimNames.Iss)?.Value == OctobatchService.Gateway.Name && Caller.From(http.User) is { } person)
            audit.Note(TokenEntries.HandedOut(key, token, person));
        var response = http.Response;
        response.Headers.CacheControl = "no-store";
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        return response.Body.WriteAsync(json).AsTask();
    }

    private Task RefuseAsync(HttpContext http, Failure failure)
    {
        metrics.Refused(failure.Code);
        http.Response.Headers.CacheControl = "no-store";
        return failure.ExecuteAsync(http);
    }
}
