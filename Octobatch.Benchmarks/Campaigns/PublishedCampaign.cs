using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Benchmarks.Campaigns;

/// <summary>Makes a previewed campaign one that has been published for two months and still is.</summary>
internal static class PublishedCampaign
{
    private const string Spec =
        """
        version: 1
        name: large
        select: [{ query: "archived:false" }]
        steps: [{ write: { file: NOTICE, content: "Note" } }]
        changeset: { title: Add a notice }
        publish: { waves: ["80%", "100%"], max_per_day: 5000, pause_on_failure: "50%" }
        """;

    public static async Task CreateAsync(IServiceProvider services, string name)
    {
        var raw = Encoding.UTF8.GetBytes(Spec);
        var reading = services.GetRequiredService<SpecReader>().Read(raw, SpecFormat.Yaml, name);
        await services.GetRequiredService<CampaignWriter>().CreateAsync(new(reading.Spec!, raw, "application/yaml"), Caller.System, CancellationToken.None);
    }

    // Of what had a patch a tenth is not published yet. Of the rest each was published on one of sixty days, and looked at ten minutes apart.
    public static async Task SeedAsync(IServiceProvider services, string name)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await ListBenchmark.RunAsync(database, $"insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, preview, created_at, created_by, started_at, resolved_at, due) values ('{name}', 2, 'publish', 'running', 1, '', gen_random_uuid(), 1, $1, 'system', $1, $1, $1)");
        await ListBenchmark.RunAsync(database, $"insert into rollouts (run_id, sizes, wave) select id, array[90000, 112500], 1 from runs where campaign = '{name}' and number = 2", 0);
        await ListBenchmark.RunAsync(
            database,
            """
            update changesets set publish_run = 2, wanted_spec = 1, approved_patch = patch_hash, place = repository_id, wave = case when repository_id % 10 < 8 then 1 else 2 end,
                state = case when repository_id % 10 = 7 then 'ready' when repository_id % 6 = 1 then 'merged' when repository_id % 40 = 2 then 'needs_human' else 'open' end,
                pull_number = case when repository_id % 10 <> 7 then 7 end, branch = 'octobatch/large', head_commit = base_commit, head_patch = patch_hash, head_base = base_commit, head_spec = 1,
                pull_url = 'https://github.example/pull/7', checks = (array['passing', 'pending', 'failing', 'none'])[1 + repository_id % 4],
                review = (array['none', 'required', 'approved'])[1 + repository_id % 3], mergeable = 'yes',
                published_at = case when repository_id % 10 <> 7 then $1::timestamptz - repository_id % 60 * interval '1 day' end,
                merged_at = case when repository_id % 10 <> 7 and repository_id % 6 = 1 then $1::timestamptz - repository_id % 60 * interval '23 hours' end,
                counted_at = case when repository_id % 10 <> 7 then $1::timestamptz - repository_id % 60 * interval '1 day' end,
                due = case when repository_id % 10 = 7 or repository_id % 6 <> 1 then $1::timestamptz + (repository_id % 600 - 300) * interval '1 second' end
            where state = 'ready'
            """);
        await ListBenchmark.RunAsync(
            database,
            """
            insert into changeset_events (campaign, repository_id, at, event, state, run, by)
            select campaign, repository_id, $1::timestamptz - interval '61 days', 'previewed', 'ready', 1, 'system' from changesets
            union all select campaign, repository_id, published_at, 'published', 'open', 2, 'system' from changesets where published_at is not null
            union all select campaign, repository_id, published_at + interval '1 hour', 'checks', 'open', 2, 'system' from changesets where published_at is not null
            union all select campaign, repository_id, merged_at, 'merged', 'merged', 2, 'system' from changesets where merged_at is not null
            """);
        await ListBenchmark.RunAsync(database, "vacuum analyze changesets", 0);
        await ListBenchmark.RunAsync(database, "vacuum analyze changeset_events", 0);
    }
}
