using System.Security.Cryptography;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.GitHubSimulator;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tokens.App;
using Xunit;

namespace Octobatch.Tests.Tokens.App;

public sealed class AppAuthenticationTests
{
    private static string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportRSAPrivateKeyPem();
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(-45)]
    [InlineData(45)]
    [InlineData(300)]
    [InlineData(900)]
    public async Task A_clock_that_differs_from_GitHubs_is_corrected(int skewSeconds)
    {
        await using var github = await RunningSimulator.StartAsync();
        github.Simulator.Clock.Skew = TimeSpan.FromSeconds(skewSeconds);
        await using var tokens = await TokenReplica.StartAsync(github);

        var reply = await tokens.GetAsync();
        Assert.Equal(200, reply.Status);

        // What GitHub calls an hour from now is not handed out in its last minute, whatever our own clock says.
        github.Time.Advance(TimeSpan.FromMinutes(59) + TimeSpan.FromSeconds(1));
        Assert.NotEqual(reply.Token(), (await tokens.GetAsync()).Token());
    }

    [Fact]
    public async Task While_keys_are_rotated_the_one_that_GitHub_knows_is_found_and_kept()
    {
        await using var github = await RunningSimulator.StartAsync();
        var known = await File.ReadAllTextAsync(github.Simulator.App.PrivateKeyPath, TestContext.Current.CancellationToken);
        await using var tokens = await TokenReplica.StartAsync(github,
            (AppSettings.PathVariable, null), (AppSettings.KeyVariable, NewKey() + "\n" + NewKey() + "\n" + known));

        Assert.Equal(200, (await tokens.GetAsync(1)).Status);
        await Eventually.TrueAsync(() => tokens.Host.Logs.Text.Contains("Works as the GitHub App octobatch", StringComparison.Ordinal));
        var before = github.Simulator.Requests.Total;
        Assert.Equal(200, (await tokens.GetAsync(2)).Status);
        Assert.Equal(1, github.Simulator.Requests.Total - before);
    }

    [Fact]
    public async Task A_key_that_is_not_the_Apps_is_told_at_start_and_on_every_request()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, (AppSettings.PathVariable, null), (AppSettings.KeyVariable, NewKey()));

        await Eventually.TrueAsync(() => tokens.Host.Logs.Text.Contains("do not belong together", StringComparison.Ordinal));
        Assert.Contains("do not belong together", await tokens.Host.Client.GetStringOfAnyStatusAsync("/healthz"), StringComparison.Ordinal);
        var reply = await tokens.GetAsync();
        Assert.Equal((503, "app_credentials_refused"), (reply.Status, reply.Code()));
        Assert.Contains(AppSettings.KeyVariable, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_not_the_keys_is_told_and_taken_back_once_it_is()
    {
        await using var github = await RunningSimulator.StartAsync();
        var fault = github.Simulator.Faults.Add(new FaultRule { Path = "/app", Kind = FaultKind.Status, Status = 404, Message = "Integration not found" });
        await using var tokens = await TokenReplica.StartAsync(github);
        await Eventually.TrueAsync(async () => (await tokens.Host.Client.GetStringOfAnyStatusAsync("/healthz")).Contains("do not belong together", StringComparison.Ordinal));

        github.Simulator.Faults.Remove(fault);
        await Eventually.TrueAsync(async () =>
        {
            github.Time.Advance(TimeSpan.FromSeconds(30));
            return !(await tokens.Host.Client.GetStringOfAnyStatusAsync("/healthz")).Contains("do not belong together", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_GHES_base_keeps_its_path()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, ("OCTOBATCH_GITHUB_API_BASE_URL", new Uri(github.Url, "/api/v3").AbsoluteUri));
        Assert.Equal(200, (await tokens.GetAsync()).Status);
        Assert.Equal(1, github.Mints());
    }

    [Fact]
    public async Task Without_credentials_every_request_is_answered_with_the_variables_to_set()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github, (AppSettings.PathVariable, null), (AppSettings.IdVariable, null));

        var reply = await tokens.GetAsync();
        Assert.Equal((503, "not_configured"), (reply.Status, reply.Code()));
        Assert.Contains(AppSettings.IdVariable, reply.Text, StringComparison.Ordinal);
        Assert.Contains(AppSettings.KeyVariable, reply.Text, StringComparison.Ordinal);
        Assert.Equal(503, (int)(await tokens.Host.Client.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(0, github.Simulator.Requests.Count("GET", "/app"));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_because_it_would_carry_the_JWT_elsewhere()
    {
        await using var github = await RunningSimulator.StartAsync();
        github.Simulator.Faults.Add(new FaultRule { Path = "*access_tokens", Kind = FaultKind.Status, Status = 302 });
        await using var tokens = await TokenReplica.StartAsync(github);

        var reply = await tokens.GetAsync();
        Assert.Equal((502, "github_redirected"), (reply.Status, reply.Code()));
    }

    [Fact]
    public async Task Services_see_the_App_its_installations_page_by_page_and_one_of_them()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);

        Task<Reply> As(OctobatchService from, string path) => tokens.SendAsync(HttpMethod.Get, path, from: from);
        Assert.Equal("octobatch", (await As(OctobatchService.Selection, "/app")).Json.GetProperty("slug").GetString());
        var page = await As(OctobatchService.Selection, "/app/installations?per_page=1");
        Assert.Equal(1, page.Json[0].GetProperty("id").GetInt64());
        Assert.Contains("<?per_page=1&page=2>; rel=\"next\"", page.Header("Link"), StringComparison.Ordinal);
        Assert.Equal(2, (await As(OctobatchService.Selection, "/app/installations?per_page=1&page=2")).Json[0].GetProperty("id").GetInt64());
        Assert.Equal("globex", (await As(OctobatchService.Selection, "/app/installations/2")).Json.GetProperty("account").GetProperty("login").GetString());
        Assert.Equal(404, (await As(OctobatchService.Selection, "/app/installations/77")).Status);
        Assert.Equal(400, (await As(OctobatchService.Selection, "/app/installations/..%2f..%2fuser")).Status);
        Assert.Equal(400, (await tokens.SendAsync(HttpMethod.Post, "/app/hook/deliveries/x/attempts")).Status);
    }

    [Fact]
    public async Task Each_path_of_the_App_is_for_those_who_need_it()
    {
        await using var github = await RunningSimulator.StartAsync();
        await using var tokens = await TokenReplica.StartAsync(github);
        var admin = new Caller("key:1", CallerRole.Admin, null);
        var viewer = new Caller("key:2", CallerRole.Viewer, null);

        async Task Expect(bool allowed, string path, OctobatchService from, Caller? caller = null)
        {
            var status = (await tokens.SendAsync(path.EndsWith("attempts", StringComparison.Ordinal) ? HttpMethod.Post : HttpMethod.Get, path, null, from, caller)).Status;
            Assert.True(allowed ? status is not (401 or 403) : status == 403, $"{path} from {from.Name}: {status}");
        }

        await Expect(true, "/app", OctobatchService.Gateway, admin);
        await Expect(false, "/app", OctobatchService.Gateway, viewer);
        await Expect(false, "/app/installations", OctobatchService.Gateway, admin);
        await Expect(false, "/app/installations", OctobatchService.Campaign);
        await Expect(true, "/app/hook/deliveries", OctobatchService.Campaign);
        await Expect(false, "/app/hook/deliveries", OctobatchService.Selection);
        await Expect(true, "/app/hook/deliveries/1/attempts", OctobatchService.Campaign);
        await Expect(false, "/app/hook/deliveries/1/attempts", OctobatchService.Gateway, admin);
        await Expect(true, "/tokens/installations/1", OctobatchService.Gateway, admin);
        await Expect(false, "/tokens/installations/1", OctobatchService.Gateway, viewer);
        await Expect(false, "/tokens/installations/1", OctobatchService.Gateway, new("user:x", CallerRole.Operator, null));
        await Expect(true, "/tokens/installations/1", OctobatchService.Campaign, viewer);
        await Expect(true, "/tokens/installations/1", OctobatchService.Selection);
        Assert.Equal(401, (int)(await tokens.Host.Client.GetAsync("/tokens/installations/1", TestContext.Current.CancellationToken)).StatusCode);
    }
}
