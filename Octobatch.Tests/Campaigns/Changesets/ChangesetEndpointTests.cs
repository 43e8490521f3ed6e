using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Changesets;

public sealed class ChangesetEndpointTests(PostgresFixture postgres) : IDisposable
{
    private const string One = "/api/campaigns/small/changesets";
    private const string Hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
    private const string Key = "campaigns/small/changes/0123456789abcdef/1/c0ffee.zip";

    // Not UTF-8, and with a carriage return: what is stored is what is answered.
    private static readonly byte[] Patch = [.. Encoding.ASCII.GetBytes("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-"), 0xE4, (byte)'\r', (byte)'\n', .. Encoding.ASCII.GetBytes("+a\n")];

    private readonly TempDirectory blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_changeset_is_found_by_its_name_in_any_case_with_its_files()
    {
        await using var host = await StartAsync();
        var one = await host.JsonAsync("GET", $"{One}/ACME/one");
        Assert.Equal("Acme/One", one.GetProperty("repository").GetString());
        Assert.Equal(1, one.GetProperty("repository_id").GetInt64());
        Assert.Equal("main", one.GetProperty("default_branch").GetString());
        Assert.Equal(
            """[{"path":"b.txt","old_path":"a.txt","is_binary":false,"additions":1,"deletions":1}]""", one.GetProperty("file_statistics").GetRawText());
        var failed = await host.JsonAsync("GET", $"{One}/acme/failed");
        Assert.Equal("patch_mismatch", failed.GetProperty("reason_code").GetString());
        Assert.False(failed.GetProperty("retryable").GetBoolean());
        Assert.Equal("[]", failed.GetProperty("file_statistics").GetRawText());
        using var missing = await host.SendAsync("GET", $"{One}/acme/none");
        Assert.Equal("changeset_not_found", await missing.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_name_that_two_repositories_had_is_that_of_the_one_that_has_it_now()
    {
        await using var host = await StartAsync();
        await host.RowsAsync("update changesets set owner_key = 'acme', name_key = 'one', repository = 'acme/one', updated_at = updated_at + interval '1 day' where repository_id = 3");
        Assert.Equal(3, (await host.JsonAsync("GET", $"{One}/acme/one")).GetProperty("repository_id").GetInt64());
    }

    [Fact]
    public async Task A_patch_is_the_stored_bytes_and_its_tag_saves_sending_them_again()
    {
        await using var host = await StartAsync();
        foreach (var path in (string[])[$"{One}/acme/one/patch", $"/api/campaigns/small/diffs/{Hash}", $"/api/campaigns/small/diffs/{Hash.ToUpperInvariant()}?run=1"])
        {
            using var patch = await host.SendAsync("GET", path, role: "viewer");
            Assert.Equal(HttpStatusCode.OK, patch.StatusCode);
            Assert.Equal(Patch, await patch.Content.ReadAsByteArrayAsync(Cancellation));
            Assert.Equal("text/x-diff", patch.Content.Headers.ContentType?.ToString());
            Assert.Equal($"W/\"{Hash}\"", patch.Headers.ETag?.ToString());
        }

        using var known = await host.SendAsync("GET", $"{One}/acme/one/patch", ifNoneMatch: $"\"{Hash}\"");
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var other = await host.SendAsync("GET", $"{One}/acme/one/patch", ifNoneMatch: "\"other\"");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Where_nothing_changes_the_patch_is_empty_and_where_it_failed_there_is_none()
    {
        await using var host = await StartAsync();
        using var same = await host.SendAsync("GET", $"{One}/acme/same/patch");
        Assert.Equal("", await same.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((HttpStatusCode.OK, "text/x-diff"), (same.StatusCode, same.Content.Headers.ContentType?.MediaType));
        using var failed = await host.SendAsync("GET", $"{One}/acme/failed/patch");
        Assert.Equal("no_patch", await failed.ReadProblemAsync(HttpStatusCode.NotFound));
        using var unknown = await host.SendAsync("GET", "/api/campaigns/small/diffs/abc");
        Assert.Equal("diff_not_found", await unknown.ReadProblemAsync(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_log_is_plain_text_and_empty_where_the_steps_said_nothing()
    {
        await using var host = await StartAsync();
        using var log = await host.SendAsync("GET", $"{One}/acme/one/log");
        Assert.Equal("formatted: ä\n", await log.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("text/plain", log.Content.Headers.ContentType?.MediaType);
        using var silent = await host.SendAsync("GET", $"{One}/acme/failed/log");
        Assert.Equal((HttpStatusCode.OK, ""), (silent.StatusCode, await silent.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task What_the_retention_took_is_gone_and_says_what_to_do()
    {
        await using var host = await StartAsync();
        await host.Host.Services.GetRequiredService<IBlobStore>().DeleteAsync(Key, Cancellation);
        foreach (var path in (string[])["patch", "log"])
        {
            using var gone = await host.SendAsync("GET", $"{One}/acme/one/{path}");
            var problem = await gone.ReadAsync(HttpStatusCode.Gone);
            Assert.Equal("artifact_deleted", problem.GetProperty("code").GetString());
            Assert.Contains("another preview", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await host.JsonAsync("GET", $"{One}/acme/one")).GetProperty("file_statistics").ValueKind);
        await host.RowsAsync("update targets set artifact = null");
        using var diff = await host.SendAsync("GET", $"/api/campaigns/small/diffs/{Hash}");
        Assert.Equal("artifact_deleted", await diff.ReadProblemAsync(HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A_timeline_tells_what_happened_oldest_first_page_by_page()
    {
        await using var host = await StartAsync();
        await host.RowsAsync(
            """
            insert into changeset_events (campaign, repository_id, at, event, state, run, by, detail)
            select 'small', 1 + i % 2, timestamptz '2026-05-01 12:00Z' + i * interval '1 minute', 'previewed', 'ready', i, 'system', 'the ' || i || 'th' from generate_series(1, 11) i
            """);
        var runs = new List<int>();
        var path = $"{One}/acme/one/timeline?limit=2";
        for (string? next = ""; next is not null;)
        {
            var page = await host.JsonAsync("GET", path + (next.Length > 0 ? $"&after={next}" : ""));
            runs.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("run").GetInt32()));
            next = page.GetProperty("next").GetString();
        }

        Assert.Equal([2, 4, 6, 8, 10], runs);
        var first = (await host.JsonAsync("GET", path)).GetProperty("items")[0];
        Assert.Equal("""{"at":"2026-05-01T12:02:00+00:00","event":"previewed","state":"ready","run":2,"by":"system","detail":"the 2th"}""", first.GetRawText());
        using var odd = await host.SendAsync("GET", $"{One}/acme/one/timeline?after=x");
        Assert.Equal("invalid_cursor", await odd.ReadProblemAsync(HttpStatusCode.BadRequest));
    }

    public void Dispose() => blobs.Dispose();

    private async Task<CampaignHost> StartAsync()
    {
        var host = await CampaignHost.StartAsync(postgres, null, ("OCTOBATCH_BLOBSTORE_ENDPOINT", new Uri(blobs.Path).AbsoluteUri), ("OCTOBATCH_BLOBSTORE_BUCKET", "artifacts"));
        await host.JsonAsync("POST", "/api/campaigns", SpecTexts.Small, "application/yaml");
        await host.RowsAsync(
            $"""
            with run as (
                insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, created_at, created_by, due)
                values ('small', 1, 'preview', 'completed', 1, '\x00', gen_random_uuid(), '2026-05-01', 'system', 'infinity') returning id),
            target as (
                insert into targets (run_id, owner_key, name_key, repository_id, repository, included, reason, reason_code, state, patch_hash, artifact)
                select id, 'acme', 'one', 1, 'Acme/One', true, '', 'selected', 'ready', '{Hash}', '{Key}' from run)
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, reason_code, reason,
                retryable, preview, patch_hash, artifact, updated_at)
            values ('small', 1, 'acme', 'one', 'Acme/One', 'R_1', 1, 'main', 'ready', null, null, null, 1, '{Hash}', '{Key}', '2026-05-01'),
                ('small', 2, 'acme', 'failed', 'Acme/failed', 'R_2', 1, 'main', 'failed', 'patch_mismatch', 'The patch does not fit', false, 1, null, null, '2026-05-01'),
                ('small', 3, 'acme', 'same', 'Acme/same', 'R_3', 1, 'main', 'no_change', null, null, null, 1, null, null, '2026-05-01')
            """);
        var artifact = new Artifact(
            Patch, "formatted: ä\n", new([], [new FileStatistics("b.txt", "a.txt", false, 1, 1)], []), new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal));
        await host.Host.Services.GetRequiredService<ArtifactStore>().WriteAsync(Key, artifact, Cancellation);
        return host;
    }
}
