using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Selections.Inventory;
using Xunit;

namespace Octobatch.Tests.Selections.Snapshots;

public sealed class SnapshotTests(PostgresFixture postgres)
{
    private const string Selection = """{"select":[{"query":"org:acme"},{"repositories":["x/y"]}]}""";

    [Fact]
    public async Task A_snapshot_stays_what_it_was_and_its_lines_are_the_resolution()
    {
        using var folder = new TempDirectory();
        await using var host = await StartAsync(folder);
        var id = Guid.NewGuid();
        var resolved = await host.ResolveAsync(Selection);

        var taken = await JsonAsync(await CallAsync(host, HttpMethod.Put, id, "", Selection));
        await host.SeedAsync([], [New(3, "acme/three")]);
        var again = await JsonAsync(await CallAsync(host, HttpMethod.Put, id, "", Selection));
        var lines = await (await CallAsync(host, HttpMethod.Get, id, "/targets")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(taken.Text(), again.Text());
        Assert.Equal(3, (int)taken["counts"]!["considered"]!);
        Assert.Equal(
            resolved["items"]!.AsArray().Select(target => target!.ToJsonString()),
            lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.ToJsonString()));
        Assert.Equal((string?)taken["sha256"], Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(lines))));
    }

    [Fact]
    public async Task A_deleted_snapshot_is_gone_with_its_lines()
    {
        using var folder = new TempDirectory();
        await using var host = await StartAsync(folder);
        var id = Guid.NewGuid();
        await JsonAsync(await CallAsync(host, HttpMethod.Put, id, "", Selection));

        Assert.Equal(HttpStatusCode.NoContent, (await CallAsync(host, HttpMethod.Delete, id, "")).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(host, HttpMethod.Get, id, "")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync(host, HttpMethod.Get, id, "/targets")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await CallAsync(host, HttpMethod.Delete, id, "")).StatusCode);
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Only_the_campaign_service_takes_snapshots()
    {
        using var folder = new TempDirectory();
        await using var host = await StartAsync(folder);

        using var response = await host.CallAsync(HttpMethod.Put, $"/internal/snapshots/{Guid.NewGuid()}", Selection, from: OctobatchService.Gateway);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private async Task<ServiceHost> StartAsync(TempDirectory folder)
    {
        var host = await SelectionHost.StartAsync(postgres, settings: ("OCTOBATCH_BLOBSTORE_ENDPOINT", new Uri(folder.Path).AbsoluteUri));
        await host.SeedAsync([SeededInventory.InstallationOf(1, "acme")], [New(1, "acme/one"), New(2, "acme/two")]);
        return host;
    }

    private static Task<HttpResponseMessage> CallAsync(ServiceHost host, HttpMethod method, Guid id, string path, string? json = null) =>
        host.CallAsync(method, $"/internal/snapshots/{id}{path}", json, from: OctobatchService.Campaign);

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static Repository New(long id, string fullName) => new(id, 1, fullName.Split('/')[0], fullName.Split('/')[1])
    {
        NodeId = $"R_{id}",
        DefaultBranch = "main",
        Visibility = "private",
    };
}
