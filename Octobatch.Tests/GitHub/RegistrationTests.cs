using Microsoft.Extensions.DependencyInjection;
using Octobatch.Campaigns;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Requests;
using Octobatch.Selections;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.GitHub;

/// <summary>The client as a service has it.</summary>
public sealed class RegistrationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_service_that_writes_has_the_write_budget_in_its_own_schema()
    {
        var settings = ServiceSettings.With(("OCTOBATCH_POSTGRES_DSN", await postgres.CreateDatabaseAsync(Cancellation)), ("OCTOBATCH_GITHUB_CONTENT_PER_HOUR", "1"));
        await using var host = await ServiceHost.StartAsync(
            builder =>
            {
                builder.AddCampaignService();
                builder.AddGitHub(writes: true);
                builder.AddGitHub(writes: true);
            }, app => app.MapCampaignService(), settings);
        await host.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        var budget = host.Services.GetRequiredService<WriteBudget>();

        Assert.True((await budget.SpendAsync(1, RequestCost.Write(GitHubResource.Core, 1, 1), Cancellation)).Granted);
        Assert.False((await budget.SpendAsync(1, RequestCost.Write(GitHubResource.Core, 1, 1), Cancellation)).Granted);
        Assert.NotNull(host.Services.GetRequiredService<GitHubClient>());
    }

    [Fact]
    public async Task A_service_that_only_reads_has_no_write_budget_and_cannot_write()
    {
        await using var host = await ServiceHost.StartAsync(
            builder =>
            {
                builder.AddSelectionService();
                builder.AddGitHub(writes: false);
            }, app => app.MapSelectionService(), ServiceSettings.With());

        Assert.Null(host.Services.GetService<WriteBudget>());
        Assert.Equal(LimitSwitch.On, host.Services.GetRequiredService<LimitSettings>().Limits);
    }

    [Fact]
    public async Task Wrong_limits_are_said_by_name_and_all_at_once()
    {
        await using var host = await ServiceHost.StartAsync(
            builder =>
            {
                builder.AddCampaignService();
                builder.AddGitHub(writes: true);
            }, app => app.MapCampaignService(), ServiceSettings.With(
                ("OCTOBATCH_GITHUB_LIMITS", "perhaps"), ("OCTOBATCH_GITHUB_CONTENT_PER_HOUR", "0"), ("OCTOBATCH_GITHUB_BATCH_SIZE", "500")));

        Assert.Contains("OCTOBATCH_GITHUB_LIMITS: 'perhaps' is not one of on, off", host.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("OCTOBATCH_GITHUB_CONTENT_PER_HOUR must be at least 1", host.Logs.Text, StringComparison.Ordinal);
        Assert.Contains("OCTOBATCH_GITHUB_BATCH_SIZE must be between 1 and 100", host.Logs.Text, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
