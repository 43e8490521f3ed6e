using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens;
using Octobatch.Tokens.App;
using Xunit;

namespace Octobatch.Tests.Tokens;

/// <summary>
/// The token service against the real GitHub, with a real App. Reads alone. Skipped unless <c>OCTOBATCH_TEST_GITHUB_*</c> is set
/// (docs/operations.md).
/// </summary>
public sealed class RealGitHubTests
{
    private const string Prefix = "OCTOBATCH_TEST_GITHUB_";

    [Fact]
    public async Task A_real_App_mints_a_token_that_reads_what_its_installation_covers()
    {
        var (appId, keyPath, installation) = (Given("APP_ID"), Given("APP_PRIVATE_KEY_PATH"), Given("INSTALLATION_ID"));
        Assert.SkipWhen(appId is null || keyPath is null || installation is null,
            $"Set {Prefix}APP_ID, {Prefix}APP_PRIVATE_KEY_PATH and {Prefix}INSTALLATION_ID to run this against the real GitHub.");
        var api = Given("API_BASE_URL") ?? "https://api.github.com";
        await using var host = await ServiceHost.StartAsync(
            b => b.AddTokenService(), a => a.MapTokenService(),
            ServiceSettings.With(
                ("OCTOBATCH_GITHUB_API_BASE_URL", api), (AppSettings.IdVariable, appId), (AppSettings.PathVariable, keyPath)),
            reachesInternet: true);
        var issuer = new ServiceTokenIssuer(
            OctobatchService.Selection, new ServiceKeySettings { Keys = ServiceSettings.ServiceKey }, TimeProvider.System);
        host.Client.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Issue(OctobatchService.Token, Caller.System));

        var first = await host.Client.GetFromJsonAsync<JsonElement>($"/tokens/installations/{installation}", TestContext.Current.CancellationToken);
        var second = await host.Client.GetFromJsonAsync<JsonElement>($"/tokens/installations/{installation}", TestContext.Current.CancellationToken);
        Assert.False(first.GetProperty("cached").GetBoolean());
        Assert.True(second.GetProperty("cached").GetBoolean());

        using var github = new HttpClient();
        github.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", second.GetProperty("token").GetString());
        github.DefaultRequestHeaders.UserAgent.ParseAdd("octobatch-test");
        using var repositories = await github.GetAsync($"{api.TrimEnd('/')}/installation/repositories?per_page=1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, repositories.StatusCode);

        using var unknown = await host.Client.GetAsync("/tokens/installations/1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private static string? Given(string name) => Environment.GetEnvironmentVariable(Prefix + name) is { Length: > 0 } value ? value : null;
}
