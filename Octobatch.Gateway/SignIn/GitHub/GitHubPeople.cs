using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Octobatch.Gateway.Web.Api;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.SignIn.GitHub;

/// <summary>Asks GitHub who somebody is and what they are a member of, with a token that is used for this and then forgotten.</summary>
/// <remarks>https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app</remarks>
internal sealed class GitHubPeople(IHttpClientFactory clients, GitHubSettings github, GitHubSignInSettings settings)
{
    public const string ClientName = "github_sign_in";

    /// <summary>Where people look at GitHub, as against programs: <c>https://github.com</c>, or the host of a GHES.</summary>
    public Uri Web => github.ApiBaseUrl.Host == "api.github.com" ? new("https://github.com") : new(github.ApiBaseUrl.GetLeftPart(UriPartial.Authority));

    /// <summary>Whose code this is, with the highest role that their memberships give, or null for none; null when GitHub does not accept the code.</summary>
    /// <exception cref="HttpRequestException">GitHub cannot be reached or does not answer as it should.</exception>
    public async Task<(string Login, CallerRole? Role)?> FindAsync(string code, string verifier, Uri callback, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(ClientName);
        if (await TokenAsync(client, code, verifier, callback, cancellation) is not { } token)
            return null;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var login = (await GetAsync(client, "user", cancellation))?.GetProperty("login").GetString() ?? throw new HttpRequestException("GitHub does not know the user.");
        CallerRole? role = null;
        foreach (var rule in settings.Rules.OrderByDescending(r => r.Role))
        {
            if (await IsMemberAsync(client, rule, login, cancellation))
            {
                role = rule.Role;
                break;
            }
        }

        return (login, role);
    }

    private async Task<string?> TokenAsync(HttpClient client, string code, string verifier, Uri callback, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Web, "/login/oauth/access_token"));
        request.Headers.Accept.ParseAdd("application/json");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client_id"] = settings.ClientId!,
            ["client_secret"] = settings.ClientSecret!,
            ["code"] = code,
            ["code_verifier"] = verifier,
            ["redirect_uri"] = callback.AbsoluteUri,
        });
        using var response = await client.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        // A refused code is a 200 with `error`.
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return answer.TryGetProperty("access_token", out var token) ? token.GetString() : null;
    }

    private async Task<bool> IsMemberAsync(HttpClient client, GitHubRole rule, string login, CancellationToken cancellation)
    {
        var path = rule.Team is { } team ? $"orgs/{rule.Organisation}/teams/{team}/memberships/{Uri.EscapeDataString(login)}" : $"user/memberships/orgs/{rule.Organisation}";
        return await GetAsync(client, path, cancellation) is { } membership && membership.GetProperty("state").GetString() == "active";
    }

    /// <summary>Null for what is not there, or not for them to see.</summary>
    private async Task<JsonElement?> GetAsync(HttpClient client, string path, CancellationToken cancellation)
    {
        using var response = await client.GetAsync(new Uri($"{github.ApiBaseUrl.AbsoluteUri.TrimEnd('/')}/{path}"), cancellation);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
            return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(ApiJson.Options, cancellation);
    }
}
