using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Octobatch.Tests.Pages;

/// <summary>
/// The part of GitHub that signs people in: agrees at once for <see cref="Login"/>, gives each code a token once, only with the secret and
/// the verifier that belong to it, and knows memberships.
/// </summary>
internal sealed class SignInGitHub : IAsyncDisposable
{
    public const string Secret = "the-client-secret-of-the-sign-in-tests";

    private readonly ConcurrentDictionary<string, (string Challenge, string Callback)> codes = new(StringComparer.Ordinal);
    private readonly WebApplication app;

    private SignInGitHub(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public string Login { get; set; } = "octocat";

    /// <summary>Paths of memberships that answer with their state; others are 404.</summary>
    public Dictionary<string, string> Memberships { get; } = new(StringComparer.Ordinal);

    public static async Task<SignInGitHub> StartAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var github = new SignInGitHub(builder.Build());
        github.Map();
        await github.app.StartAsync(cancellation);
        return github;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void Map()
    {
        app.MapGet("/login/oauth/authorize", (string client_id, string redirect_uri, string state, string code_challenge, string code_challenge_method) =>
        {
            if (client_id != "Iv1.tests" || code_challenge_method != "S256")
                return Results.BadRequest();
            var code = Guid.NewGuid().ToString("N");
            codes[code] = (code_challenge, redirect_uri);
            return Results.Redirect($"{redirect_uri}?code={code}&state={state}");
        });
        app.MapPost("/login/oauth/access_token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var good = codes.TryRemove(form["code"].ToString(), out var begun) && form["client_secret"] == Secret && form["redirect_uri"] == begun.Callback
                && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == begun.Challenge;
            return good ? Results.Json(new { access_token = "ghu_" + new string('a', 36), token_type = "bearer" }) : Results.Json(new { error = "bad_verification_code" });
        });
        app.MapGet("/user", () => new { login = Login });
        app.MapGet("/{**path}", (string path) => Memberships.TryGetValue(path, out var state) ? Results.Json(new { state }) : Results.NotFound());
    }
}
