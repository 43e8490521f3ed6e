using Octobatch.GitHubSimulator;
using Xunit;

namespace Octobatch.Tests.GitHubSimulator;

public sealed class ControlTests
{
    [Fact]
    public async Task Requests_are_counted_by_route_and_listed_without_secrets()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var jwt = simulator.Jwt();
        var token = await simulator.MintAsync();
        await simulator.GetAsync("/api/v3/app/installations/2", jwt);
        await simulator.GetAsync("/installation/repositories?page=1", token);
        await simulator.GetAsync("/nowhere");
        var log = await simulator.GetAsync("/_simulator/requests");
        Assert.Equal(4, log.Json.GetProperty("total").GetInt32());
        Assert.Equal(1, log.Json.GetProperty("by_route").GetProperty("POST /app/installations/{installation_id}/access_tokens").GetInt32());
        Assert.Equal(1, simulator.Simulator.Requests.Count("GET", "/installation/repositories"));
        Assert.Equal(
            ["POST /app/installations/1/access_tokens 201 ", "GET /app/installations/2 200 ", "GET /installation/repositories 200 1", "GET /nowhere 404 "],
            log.Json.GetProperty("last").EnumerateArray().Select(r =>
                $"{r.GetProperty("method")} {r.GetProperty("path")} {r.GetProperty("status")} {r.GetProperty("installation_id")}"));
        Assert.DoesNotContain(token, log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(jwt, log.Text, StringComparison.Ordinal);

        await simulator.SendAsync(HttpMethod.Delete, "/_simulator/requests");
        Assert.Equal(0, simulator.Simulator.Requests.Total);
    }

    [Fact]
    public async Task The_clock_and_the_permissions_can_be_moved_from_outside()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.SendAsync(HttpMethod.Put, "/_simulator/clock", body: new { skew_seconds = 120 });
        Assert.Equal(TimeSpan.FromMinutes(2), simulator.Simulator.Clock.Skew);
        await simulator.SendAsync(HttpMethod.Put, "/_simulator/installations/1/permissions", body: new { contents = "read" });
        var reply = await simulator.PostAsync("/app/installations/1/access_tokens", simulator.Jwt());
        Assert.Equal("""{"contents":"read","metadata":"read"}""", reply.Json.GetProperty("permissions").GetRawText());
        Assert.Equal(400, (await simulator.SendAsync(HttpMethod.Put, "/_simulator/installations/1/permissions", body: new { contents = "much" })).Status);
        Assert.Equal(404, (await simulator.PostAsync("/_simulator/installations/77/suspend")).Status);
    }

    [Fact]
    public void Options_come_from_the_command_line()
    {
        Assert.Equal(new SimulatorOptions(), SimulatorOptions.Parse([], out _));
        var options = SimulatorOptions.Parse(["--data", "d", "--repositories", "r", "--url", "http://localhost:1", "--limits", "off"], out _)!;
        Assert.Equal(("d", "r", "http://localhost:1", false), (options.DataDirectory, options.RepositoriesDirectory, options.Url, options.Limits.Enabled));
        foreach (string[] wrong in new string[][] { ["--help"], ["--data"], ["--what", "x"], ["--seed", "many"] })
        {
            Assert.Null(SimulatorOptions.Parse(wrong, out var problem));
            Assert.Contains("--repositories DIR", problem, StringComparison.Ordinal);
        }
    }
}
