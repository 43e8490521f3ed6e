using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns.Runs.Resolving;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Runs;

/// <summary>What Postgres knows of a large run's rows when the work on them begins.</summary>
public sealed class PlannerStatisticsTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_large_run_is_known_to_the_planner_as_soon_as_it_has_its_targets()
    {
        await using var campaign = await CampaignHost.StartAsync(postgres);
        await campaign.JsonAsync("POST", "/api/campaigns", Previews.PreviewWorld.Spec("""[{ write: { file: new.md, content: "one\n" } }]""", "org:acme"), "application/yaml");
        await campaign.JsonAsync("POST", "/api/campaigns/one/runs", """{"kind":"preview"}""");
        var services = campaign.Host.Services;
        var claim = (await services.GetRequiredService<RunStore>().ClaimResolveAsync(Cancellation))!;
        var repositories = Enumerable.Range(1, 1_000).Select(i => new SelectedRepository($"acme/r-{i}", true, "it matches", "included")
        {
            RepositoryId = i,
            NodeId = $"R_{i}",
            InstallationId = 1,
            DefaultBranch = "main",
        });

        Assert.True(await services.GetRequiredService<TargetLoader>().LoadAsync(claim, repositories.ToAsyncEnumerable(), Cancellation));

        Assert.Equal(
            ["changesets", "{one}", "targets", $"{{{claim.RunId}}}"],
            (await campaign.RowsAsync(
                """
                select tablename || ' ' || most_common_vals::text from pg_stats
                where schemaname = current_schema() and (tablename, attname) in (('targets', 'run_id'), ('changesets', 'campaign')) order by 1
                """)).SelectMany(row => row.Split(' ')));
    }
}
