using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Benchmarks.Campaigns;

/// <summary>A campaign of very many changesets: previewed, and, when asked for, published since two months. Only its rows are made, without GitHub.</summary>
internal static class LargeCampaign
{
    public const string Name = "large";

    private const string Spec =
        """
        version: 1
        name: large
        select: [{ query: "archived:false" }]
        steps: [{ write: { file: NOTICE, content: "Note" } }]
        changeset: { title: Add a notice }
        publish: { waves: ["80%", "100%"], max_per_day: 5000, pause_on_failure: "50%" }
        """;

    public static async Task CreateAsync(IServiceProvider services, int changesets)
    {
        var raw = Encoding.UTF8.GetBytes(Spec);
        var reading = services.GetRequiredService<SpecReader>().Read(raw, SpecFormat.Yaml, Name);
        await services.GetRequiredService<CampaignWriter>().CreateAsync(new(reading.Spec!, raw, "application/yaml"), Caller.System, CancellationToken.None);
        await SeedAsync(services.GetRequiredService<NpgsqlDataSource>(), changesets);
    }

    /// <summary>Makes it one that has been published for two months and still is.</summary>
    // Of what had a patch a tenth is not published yet. Of the rest each was published on one of sixty days, and looked at ten minutes apart.
    public static async Task PublishAsync(IServiceProvider services)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await RunAsync(database, "insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, preview, created_at, created_by, started_at, resolved_at, due) values ('large', 2, 'publish', 'running', 1, '', gen_random_uuid(), 1, $1, 'system', $1, $1, $1)");
        await RunAsync(database, "insert into rollouts (run_id, sizes, wave) select id, array[90000, 112500], 1 from runs where campaign = 'large' and number = 2", 0);
        await RunAsync(
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
        await RunAsync(
            database,
            """
            insert into changeset_events (campaign, repository_id, at, event, state, run, by)
            select campaign, repository_id, $1::timestamptz - interval '61 days', 'previewed', 'ready', 1, 'system' from changesets
            union all select campaign, repository_id, published_at, 'published', 'open', 2, 'system' from changesets where published_at is not null
            union all select campaign, repository_id, published_at + interval '1 hour', 'checks', 'open', 2, 'system' from changesets where published_at is not null
            union all select campaign, repository_id, merged_at, 'merged', 'merged', 2, 'system' from changesets where merged_at is not null
            """);
        await RunAsync(database, "vacuum analyze changesets", 0);
        await RunAsync(database, "vacuum analyze changeset_events", 0);
    }

    /// <summary>Writes, as long as it is not stopped, what watching writes when it sees nothing new in any of so many changesets every 15 minutes.</summary>
    /// <param name="second">How many seconds' looks are written already.</param>
    public static async Task WatchAsync(IServiceProvider services, int changesets, int second, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        using var stopped = stop.Register(timer.Dispose);
        do
            await LookAsync(services, changesets, second++, 1);
        while (await timer.WaitForNextTickAsync(CancellationToken.None));
    }

    /// <summary>What so many seconds of it write, at once.</summary>
    public static async Task LookAsync(IServiceProvider services, int changesets, int second, int seconds)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        var each = (changesets + 899) / 900;
        // Spread over the table, as what is due is: the factor is a prime that does not divide their number.
        var looked = $"campaign = 'large' and state = 'open' and repository_id in (select (i * 7919) % {changesets} from generate_series({second * each}, {((second + seconds) * each) - 1}) i)";
        await RunAsync(database, $"update changesets set due = $1 + interval '1 minute', lease = lease + 1, claimed_at = $1 where {looked}");
        await RunAsync(database, $"update changesets set due = $1 + interval '15 minutes', lease = lease + 1, claimed_at = null, seen_at = $1 where {looked}");
    }

    public static async Task RunAsync(NpgsqlDataSource database, string sql, int parameters = 1)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 0;
        if (parameters > 0)
            command.Parameters.Add(new() { Value = DateTime.UtcNow });
        await command.ExecuteNonQueryAsync();
    }

    // First all selected, then each with its result, as a preview does it. A third of the repositories have a patch of their own.
    private static async Task SeedAsync(NpgsqlDataSource database, int count)
    {
        const string result =
            """
            state = case when repository_id % 10 = 0 then 'no_change' when repository_id % 50 = 1 then 'failed' else 'ready' end,
            patch_hash = encode(sha256(((case when repository_id % 3 = 0 then repository_id else repository_id % 40 end)::text)::bytea), 'hex'),
            base_commit = encode(sha256(repository_id::text::bytea), 'hex'), files = 2, additions = 3, deletions = 3,
            artifact = 'campaigns/large/changes/0123456789abcdef/' || repository_id || '/' || md5(repository_id::text) || '.zip'
            """;
        await RunAsync(database, "insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, created_at, created_by, finished_at, due) values ('large', 1, 'preview', 'completed', 1, '', gen_random_uuid(), $1, 'system', $1, 'infinity')");
        await RunAsync(database,
            $"""
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, updated_at)
            select 'large', i, 'org-' || lpad((i % 20)::text, 2, '0'), 'service-' || lpad(i::text, 6, '0'), 'Org-' || lpad((i % 20)::text, 2, '0') || '/service-' || lpad(i::text, 6, '0'),
                'R_' || lpad(i::text, 12, '0'), i % 20, 'main', 'selected', $1 from generate_series(1, {count}) i
            """);
        await RunAsync(database, "insert into targets (run_id, owner_key, name_key, repository_id, repository, included, reason, reason_code, state, due) select 1, owner_key, name_key, repository_id, repository, true, 'select[0] takes it', 'selected', 'selected', $1 from changesets");
        await RunAsync(database, $"update changesets set {result}, preview = 1, updated_at = $1");
        await RunAsync(database, $"update targets set {result}, due = null, finished_at = $1");
    }
}
