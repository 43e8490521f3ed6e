using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class InstallationTests
{
    private const string NotGranted = "The permissions requested are not granted to this installation.";
    private const string TooMuch = "The level of access for permissions requested are not granted to this installation.";
    private const string NotAccessible = "There is at least one repository that does not exist or is not accessible to the parent installation.";

    [Fact]
    public async Task Every_owner_is_one_installation_numbered_in_alphabetical_order()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.GetAsync("/app/installations", simulator.Jwt());
        Assert.Equal(["1 acme", "2 globex"], reply.Json.EnumerateArray().Select(
            item => $"{item.GetProperty("id")} {item.GetProperty("account").GetProperty("login")}"));
    }

    [Fact]
    public async Task Pages_are_linked_as_GitHub_does()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { SeededRepositories = 5_000 });
        var first = await simulator.GetAsync("/api/v3/app/installations?per_page=2", simulator.Jwt());
        Assert.Equal(2, first.Json.GetArrayLength());
        var url = $"{simulator.Url}api/v3/app/installations?per_page=2&page=";
        Assert.Equal($"<{url}2>; rel=\"next\", <{url}3>; rel=\"last\"", first.Header("Link"));
        var last = await simulator.GetAsync("/api/v3/app/installations?per_page=2&page=3", simulator.Jwt());
        Assert.Equal(5, last.Json[0].GetProperty("id").GetInt64());
        Assert.Equal($"<{url}2>; rel=\"prev\", <{url}1>; rel=\"first\"", last.Header("Link"));
    }

    [Fact]
    public async Task A_token_has_the_form_that_GitHub_gives_it_and_lasts_an_hour()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt());
        Assert.Equal(201, reply.Status);
        var token = reply.Json.GetProperty("token").GetString()!;
        Assert.Matches(new Regex(@"\Aghs_1_[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\z", RegexOptions.NonBacktracking), token);
        Assert.InRange(token.Length, 500, 540);
        Assert.Equal("2026-11-23T13:00:00Z", reply.Json.GetProperty("expires_at").GetString());
        Assert.Equal("all", reply.Json.GetProperty("repository_selection").GetString());
        Assert.Equal("write", reply.Json.GetProperty("permissions").GetProperty("contents").GetString());

        simulator.Time.Advance(TimeSpan.FromSeconds(3_599));
        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", token)).Status);
        simulator.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((401, "Bad credentials"), Look(await simulator.GetAsync("/installation/repositories", token)));
    }

    [Fact]
    public async Task A_revoked_token_is_refused()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var (gone, kept) = (await simulator.MintAsync(), await simulator.MintAsync());
        Assert.Equal(204, (await simulator.SendAsync(HttpMethod.Delete, "/installation/token", gone)).Status);
        Assert.Equal(401, (await simulator.GetAsync("/installation/repositories", gone)).Status);
        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", kept)).Status);
    }

    [Fact]
    public async Task A_token_can_be_asked_for_by_repository_names_and_ids_and_covers_no_others()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var (checkout, stock) = (Id(simulator, "acme/checkout"), Id(simulator, "acme/stock"));
        foreach (object body in new object[] { new { repositories = new[] { "checkout", "Stock" } }, new { repository_ids = new[] { checkout, stock } } })
        {
            var reply = await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), body);
            Assert.Equal("selected", reply.Json.GetProperty("repository_selection").GetString());
            Assert.Equal(["acme/checkout", "acme/stock"], Names(reply.Json));
            var list = await simulator.GetAsync("/installation/repositories", reply.Json.GetProperty("token").GetString());
            Assert.Equal(2, list.Json.GetProperty("total_count").GetInt32());
            Assert.Equal(["acme/checkout", "acme/stock"], Names(list.Json));
        }
    }

    [Fact]
    public async Task A_token_has_no_more_permissions_than_asked_for_and_always_metadata()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), new { permissions = new { contents = "read" } });
        Assert.Equal("""{"contents":"read","metadata":"read"}""", reply.Json.GetProperty("permissions").GetRawText());
    }

    [Theory]
    [InlineData("""{"permissions":{"secrets":"read"}}""", NotGranted)]
    [InlineData("""{"permissions":{"checks":"write"}}""", TooMuch)]
    [InlineData("""{"repositories":["nowhere"]}""", NotAccessible)]
    [InlineData("""{"repository_ids":[1]}""", NotAccessible)]
    public async Task What_the_owner_did_not_grant_is_refused(string body, string message)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var reply = await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), JsonElement.Parse(body));
        Assert.Equal((422, message), Look(reply));
    }

    [Fact]
    public async Task A_repository_of_another_owner_or_not_selected_is_not_accessible()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var globex = Id(simulator, "globex/site");
        Assert.Equal(NotAccessible, (await Mint(globex)).Message);
        simulator.Simulator.Installations.Select(1, new HashSet<long> { Id(simulator, "acme/stock") });
        Assert.Equal(NotAccessible, (await Mint(Id(simulator, "acme/checkout"))).Message);
        var list = await simulator.GetAsync("/installation/repositories", await simulator.MintAsync());
        Assert.Equal(["acme/stock"], Names(list.Json));
        Assert.Equal("selected", list.Json.GetProperty("repository_selection").GetString());

        Task<Reply> Mint(long id) =>
            simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), new { repository_ids = new[] { id } });
    }

    [Fact]
    public async Task More_than_500_repositories_in_one_request_are_refused()
    {
        await using var simulator = await RunningSimulator.StartAsync(options => options with { SeededRepositories = 501 });
        var ids = simulator.Simulator.Repositories.All.Select(repository => repository.Id).ToArray();
        Assert.Equal(422, (await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), new { repository_ids = ids })).Status);
        var reply = await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), new { repository_ids = ids[..500] });
        Assert.Equal((201, 500), (reply.Status, reply.Json.GetProperty("repositories").GetArrayLength()));
    }

    [Fact]
    public async Task A_suspended_installation_refuses_new_tokens_and_old_ones_until_it_is_back()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync();
        Assert.Equal(204, (await simulator.PostAsync("/_simulator/installations/1/suspend")).Status);
        Assert.Equal((403, "This installation has been suspended"), Look(await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt())));
        Assert.Equal(403, (await simulator.GetAsync("/installation/repositories", token)).Status);
        var shown = await simulator.GetAsync("/app/installations/1", simulator.Jwt());
        Assert.Equal("2026-11-23T12:00:00Z", shown.Json.GetProperty("suspended_at").GetString());

        Assert.Equal(204, (await simulator.PostAsync("/_simulator/installations/1/unsuspend")).Status);
        Assert.Equal(200, (await simulator.GetAsync("/installation/repositories", token)).Status);
    }

    [Fact]
    public async Task An_uninstalled_app_is_not_found_and_its_tokens_are_gone()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var token = await simulator.MintAsync(2);
        Assert.Equal(204, (await simulator.PostAsync("/_simulator/installations/2/uninstall")).Status);
        Assert.Equal((404, "Not Found"), Look(await simulator.PostAsync("/app/installations/2/access_tokens", simulator.Jwt())));
        Assert.Equal(401, (await simulator.GetAsync("/installation/repositories", token)).Status);
        Assert.Equal(404, (await simulator.GetAsync("/app/installations/letters", simulator.Jwt())).Status);
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_a_400()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        using var body = new StringContent("{");
        Assert.Equal((400, "Problems parsing JSON"), Look(await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt(), body)));
    }

    [Fact]
    public async Task The_key_and_the_secret_survive_a_restart_and_only_the_owner_can_read_them()
    {
        var directory = Directory.CreateTempSubdirectory("octobatch-simulator-").FullName;
        try
        {
            var (key, secret) = await Open();
            Assert.Equal((key, secret), await Open());
            Assert.StartsWith("-----BEGIN RSA PRIVATE KEY-----", key, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                Assert.Equal(mine, File.GetUnixFileMode(Path.Combine(directory, "github-app.pem")));
                Assert.Equal(mine, File.GetUnixFileMode(Path.Combine(directory, "webhook-secret")));
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        async Task<(string Key, string Secret)> Open()
        {
            await using var simulator = await RunningSimulator.StartAsync(options => options with { DataDirectory = directory });
            return (await File.ReadAllTextAsync(simulator.Simulator.App.PrivateKeyPath, TestContext.Current.CancellationToken), simulator.Simulator.App.WebhookSecret);
        }
    }

    private static (int, string?) Look(Reply reply) => (reply.Status, reply.Message);

    private static IEnumerable<string?> Names(JsonElement json) =>
        json.GetProperty("repositories").EnumerateArray().Select(repository => repository.GetProperty("full_name").GetString());

    private static long Id(RunningSimulator simulator, string fullName) =>
        simulator.Simulator.Repositories.TryFind(fullName, out var repository) ? repository.Id : throw new InvalidOperationException(fullName);
}
