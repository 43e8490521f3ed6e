using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Campaigns.Retention;
using Octobatch.Selections;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Retention;

public sealed class RetentionSweepTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TempDirectory blobs = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);
    private ServiceHost? selection;
    private CampaignHost? host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CampaignHost Host => host!;

    [Fact]
    public async Task What_an_old_preview_made_goes_except_what_a_newer_one_or_a_living_changeset_needs()
    {
        var sweep = await SeedAsync();
        await Eventually.TrueAsync(async () =>
        {
            await sweep.SweepAsync(Cancellation);
            return await Host.RowsAsync("select number from runs where targets_deleted_at is not null") is ["1"]
                && await Host.RowsAsync("select repository from targets join runs on id = run_id where number = 1") is ["acme/open"];
        });
        Assert.Equal(["moved-2", "open-1", "same-1"], await BlobsAsync());
        Assert.Equal(["1 True False", "2 False False"], await Host.RowsAsync("select number, artifacts_deleted_at is not null, swept_at is not null from runs order by 1"));
        Assert.Equal(["2"], await Host.RowsAsync("select number from runs join selection.snapshots s on s.id = snapshot"));
        Assert.Equal(["acme/moved", "acme/same"], await Host.RowsAsync("select repository from targets join runs on id = run_id where number = 2 order by 1"));

        // Its pull request is merged: nothing needs the change any more.
        await Host.RowsAsync("update changesets set state = 'merged' where repository = 'acme/open'");
        await Eventually.TrueAsync(async () =>
        {
            await sweep.SweepAsync(Cancellation);
            return await Host.RowsAsync("select number from runs where swept_at is not null") is ["1"];
        });
        Assert.Equal(["moved-2", "same-1"], await BlobsAsync());
        using var targets = await Host.SendAsync("GET", "/api/campaigns/small/targets?run=1");
        Assert.Equal("targets_deleted", await targets.ReadProblemAsync(HttpStatusCode.Gone));
        using var patch = await Host.SendAsync("GET", "/api/campaigns/small/changesets/acme/open/patch");
        Assert.Equal("artifact_deleted", await patch.ReadProblemAsync(HttpStatusCode.Gone));
        using var kept = await Host.SendAsync("GET", "/api/campaigns/small/changesets/acme/same/patch");
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task Nothing_goes_while_a_run_may_take_an_earlier_result_for_its_own()
    {
        var sweep = await SeedAsync();
        await Host.RowsAsync(
            """
            insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, created_at, created_by, due)
            values ('small', 3, 'preview', 'paused', 1, '\x00', gen_random_uuid(), now(), 'system', 'infinity')
            """);
        // What a sweep did before that row was there is none of this: it waits for the campaign's row, and so is over.
        var before = await BlobsAsync();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => sweep.SweepAsync(Cancellation)));
        Assert.Equal(before, await BlobsAsync());
        Assert.Equal(["acme/moved", "acme/same"], await Host.RowsAsync("select repository from targets join runs on id = run_id where number = 2 order by 1"));
    }

    [Fact]
    public async Task Replicas_that_sweep_at_once_do_it_once_and_the_latest_preview_keeps_its_targets()
    {
        var sweep = await SeedAsync();
        await Host.RowsAsync("update runs set finished_at = finished_at - interval '60 days'");
        await Host.RowsAsync("update campaigns set closed_at = now(), closed_by = 'system'");
        await Eventually.TrueAsync(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => sweep.SweepAsync(Cancellation)));
            return await BlobsAsync() is ["open-1"];
        });
        Assert.Equal(["acme/moved", "acme/same"], await Host.RowsAsync("select repository from targets join runs on id = run_id where number = 2 order by 1"));
        using var targets = await Host.SendAsync("GET", "/api/campaigns/small/targets");
        Assert.Equal(2, (await targets.ReadAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Events_stay_for_the_days_of_the_history()
    {
        var sweep = await SeedAsync();
        await Host.RowsAsync(
            $"""
            insert into changeset_events (campaign, repository_id, at, event, state, by)
            select 'small', i, timestamptz '{time.GetUtcNow():O}' - (case when i <= 2100 then 401 else 399 end) * interval '1 day', 'previewed', 'ready', 'system'
            from generate_series(1, 2103) i
            """);
        await sweep.SweepAsync(Cancellation);
        // The service's own sweep may be at the same rows; each leaves the other what that has begun.
        await Eventually.TrueAsync(async () => await Host.RowsAsync("select count(*) from changeset_events") is ["3"]);
    }

    public async ValueTask InitializeAsync()
    {
        var dsn = await postgres.CreateDatabaseAsync(Cancellation);
        (string, string?)[] shared = [("OCTOBATCH_POSTGRES_DSN", dsn), ("OCTOBATCH_BLOBSTORE_ENDPOINT", new Uri(blobs.Path).AbsoluteUri), ("OCTOBATCH_BLOBSTORE_BUCKET", "artifacts")];
        selection = await ServiceHost.StartAsync(b => b.AddSelectionService(), a => a.MapSelectionService(), ServiceSettings.With(shared), time: time);
        await selection.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        host = await CampaignHost.StartAsync(postgres, time, [.. shared, ("OCTOBATCH_SELECTION_URL", selection.Address.AbsoluteUri)]);
    }

    public async ValueTask DisposeAsync()
    {
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (selection?.DisposeAsync() ?? ValueTask.CompletedTask);
        blobs.Dispose();
    }

    /// <summary>
    /// An old preview and a young one. <c>moved</c> has a new change since, <c>same</c> the same one in both, <c>open</c> a pull request of
    /// the old one's change, <c>merged</c> one that is over.
    /// </summary>
    private async Task<RetentionSweep> SeedAsync()
    {
        await Host.JsonAsync("POST", "/api/campaigns", SpecTexts.Small, "application/yaml");
        foreach (var name in (string[])["moved-1", "moved-2", "same-1", "open-1", "merged-1"])
            await Host.Host.Services.GetRequiredService<IBlobStore>().PutAsync(Key(name), EmptyZip, "application/zip", Cancellation);
        await Host.RowsAsync(
            $"""
            with snapshot as (
                insert into selection.snapshots (id, selection, considered, included, by_reason, sha256, blob, created_at)
                select gen_random_uuid(), jsonb_build_object('number', n), 0, 0, jsonb_build_object(), '', 'snapshots/' || n, now() from generate_series(1, 2) n
                returning id, (selection ->> 'number')::int as n),
            run as (
                insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, created_at, created_by, finished_at, due)
                select 'small', n, 'preview', 'completed', 1, '\x00', id, now(), 'system', timestamptz '{time.GetUtcNow():O}' - (case n when 1 then 31 else 29 end) * interval '1 day', 'infinity'
                from snapshot returning id, number),
            change (number, repository_id, name, artifact) as (values
                (1, 1, 'moved', '{Key("moved-1")}'), (1, 2, 'same', '{Key("same-1")}'), (1, 3, 'open', '{Key("open-1")}'), (1, 4, 'merged', '{Key("merged-1")}'),
                (1, 5, 'plain', null), (2, 1, 'moved', '{Key("moved-2")}'), (2, 2, 'same', '{Key("same-1")}')),
            target as (
                insert into targets (run_id, owner_key, name_key, repository_id, repository, included, reason, reason_code, state, patch_hash, artifact)
                select run.id, 'acme', name, repository_id, 'acme/' || name, true, '', 'selected', 'ready', 'ab', artifact from change join run using (number))
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, state, preview, patch_hash, artifact, updated_at)
            select 'small', repository_id, 'acme', name, 'acme/' || name, '', 1, case name when 'open' then 'open' when 'merged' then 'merged' else 'ready' end, number, 'ab', artifact, now()
            from change where not (number = 1 and name in ('moved', 'same'))
            """);
        return Host.Host.Services.GetRequiredService<RetentionSweep>();
    }

    private static readonly byte[] EmptyZip = [(byte)'P', (byte)'K', 5, 6, .. new byte[18]];

    private static string Key(string name) => $"campaigns/small/changes/0123456789abcdef/{name}.zip";

    private async Task<List<string>> BlobsAsync()
    {
        var names = new List<string>();
        await foreach (var key in Host.Host.Services.GetRequiredService<IBlobStore>().ListAsync("campaigns/", Cancellation))
            names.Add(key.Split('/')[^1][..^4]);
        return names;
    }
}
