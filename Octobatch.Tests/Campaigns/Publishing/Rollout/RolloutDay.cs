using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Campaigns.Publishing.Execution;
using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Requests;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing.Rollout;

/// <summary>
/// A campaign of 5,000 targets in five organisations, published by two replicas on one fake clock. What is claimed, counted, spent and advanced
/// is the real thing on a real Postgres; only GitHub is left out, so that days take seconds: a pull request is a row, and its checks
/// pass after a while.
/// </summary>
internal sealed class RolloutDay(CampaignHost host, CampaignHost other, FakeTimeProvider time) : IAsyncDisposable
{
    public const int Owners = 5;
    public const int Targets = 5_000;
    private static readonly TimeSpan ChecksTake = TimeSpan.FromMinutes(20);
    private static readonly RequestCost Cost = RequestCost.Write(GitHubResource.GraphQL, mutations: 3, content: 3); // a branch, a commit, a pull request

    private readonly RolloutStore[] replicas = [host.Host.Services.GetRequiredService<RolloutStore>(), other.Host.Services.GetRequiredService<RolloutStore>()];
    private readonly ChangesetClaims claims = host.Host.Services.GetRequiredService<ChangesetClaims>();
    private readonly ChangesetStore store = host.Host.Services.GetRequiredService<ChangesetStore>();
    private readonly JobEnd end = host.Host.Services.GetRequiredService<JobEnd>();
    private readonly WriteBudget budget = host.Host.Services.GetRequiredService<WriteBudget>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public CampaignHost Host => host;

    public static async Task<RolloutDay> StartAsync(PostgresFixture postgres, DateTimeOffset start, string publish)
    {
        var time = new FakeTimeProvider(start);
        var dsn = await postgres.CreateDatabaseAsync(Cancellation);
        var host = await CampaignHost.StartOnAsync(dsn, time);
        var day = new RolloutDay(host, await CampaignHost.StartOnAsync(dsn, time), time);
        await host.JsonAsync(
            "POST", "/api/campaigns",
            $$"""
            version: 1
            name: day
            select: [{ query: "org:owner-0" }]
            steps: [{ write: { file: NOTICE, content: "Note" } }]
            changeset: { title: Add a notice }
            publish: {{publish}}
            """, "application/yaml");
        await day.SeedPreviewAsync();
        await host.JsonAsync("POST", "/api/campaigns/day/runs", """{"kind":"publish"}""");
        Assert.True(await host.Host.Services.GetRequiredService<PublishRunPreparer>().PrepareAsync(Cancellation));
        return day;
    }

    /// <summary>Goes on to then, minute by minute while the campaign may publish, else in larger steps: what is due is done in each.</summary>
    public async Task UntilAsync(DateTimeOffset then, Func<DateTimeOffset, bool> isOpen)
    {
        while (time.GetUtcNow() < then)
        {
            await WorkAsync();
            var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute;
            time.SetUtcNow(new DateTimeOffset(minute, TimeSpan.Zero).AddMinutes(isOpen(time.GetUtcNow()) ? 1 : 10));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await other.DisposeAsync();
        await host.DisposeAsync();
    }

    private async Task WorkAsync()
    {
        bool again;
        do
        {
            again = false;
            while (await claims.ClaimDueAsync(ClaimKind.Look, [], TimeSpan.Zero, Cancellation) is { Count: > 0 } due)
                await store.SaveAsync([.. due.Select(Passing)], Cancellation);
            foreach (var run in await replicas[0].ActiveAsync(Cancellation))
            {
                // Both at once: what one has counted, the other must not count again.
                var taken = await Task.WhenAll(replicas.Select(replica => replica.ClaimAsync(run, [], Cancellation)));
                foreach (var batch in taken)
                    await PublishAsync(batch, run.Spec);
                again |= taken.Any(batch => batch.Count > 0) || await replicas[0].AdvanceAsync(run, Cancellation);
            }
        }
        while (again);
    }

    // As Publisher does it: each write has its moment, and what the budget does not allow now is given back until it does.
    private async Task PublishAsync(List<ClaimedChangeset> batch, CampaignSpec spec)
    {
        DateTimeOffset? spent = null;
        var back = new List<SavedChangeset>();
        foreach (var claim in batch)
        {
            if (spent is null)
            {
                var answer = await budget.SpendAsync(claim.InstallationId, Cost, Cancellation);
                if (answer.At > time.GetUtcNow() && answer.Granted)
                    time.SetUtcNow(answer.At);
                spent = answer.Granted ? null : answer.At;
            }

            if (spent is null)
                await store.SaveAsync([Opened(claim)], Cancellation);
            else
                back.Add(GivenBack(claim, spec, spent.Value));
        }

        await store.SaveAsync(back, Cancellation);
    }

    private SavedChangeset Opened(ClaimedChangeset claim) => claim.RepositoryId % 50 == 7
        ? new(claim, claim.Row with { State = ChangesetState.Failed, Why = new("branch_refused", "A rule refuses the branch.", Retryable: false) }, null)
        {
            Failed = true,
            Events = [new("failed", "system", null)],
        }
        : new(claim, claim.Row with { State = ChangesetState.Open, Branch = "octobatch/day", Pull = 1, Head = "c", PullId = "P", Url = "https://github.com" }, time.GetUtcNow() + ChecksTake)
        {
            Health = new("pending", "none", "yes"),
            Events = [new("published", "system", null)],
        };

    // As it is when the budget is asked: planned, and nothing of it on GitHub.
    private SavedChangeset GivenBack(ClaimedChangeset claim, CampaignSpec spec, DateTimeOffset until)
    {
        var job = new Job(claim, spec) { Row = claim.Row with { Branch = "octobatch/day", Intent = new("patch", "b", 1) } };
        end.GiveBack(job, until);
        return end.Final(job);
    }

    private static SavedChangeset Passing(ClaimedChangeset claim) =>
        new(claim, claim.Row, null) { Health = new("passing", "none", "yes"), Events = [new("checks", "system", "passing")] };

    private async Task SeedPreviewAsync()
    {
        await using var command = host.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            with run as (
                insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, resolved_at, created_at, created_by, started_at, finished_at, due,
                    total, no_change, ready, failed, files, additions, deletions, diffs)
                values ('day', 1, 'preview', 'completed', 1, '\x00', gen_random_uuid(), $1, $1, 'system', $1, $1, 'infinity', $2, 0, $2, 0, $2, $2, 0, 1)
                returning id),
            row as (select id::bigint, 'owner-' || id % $3 as owner, 'service-' || id as name, id % $3 + 1 as installation from generate_series(1, $2) as id),
            target as (
                insert into targets (run_id, owner_key, name_key, repository_id, repository, included, reason, reason_code, state, patch_hash, files, additions, deletions)
                select run.id, owner, name, row.id, owner || '/' || name, true, 'select[0] takes it', 'selected', 'ready', 'patch', 1, 1, 0 from run, row)
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, preview, patch_hash, files,
                additions, deletions, updated_at)
            select 'day', id, owner, name, owner || '/' || name, 'R_' || id, installation, 'main', 'ready', 1, 'patch', 1, 1, 0, $1 from row
            """);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = Targets });
        command.Parameters.Add(new() { Value = Owners });
        Assert.Equal(Targets, await command.ExecuteNonQueryAsync(Cancellation));
    }
}
