using Npgsql;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Runs;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>The rules of a campaign's active publish run with all that they ask about, as it is now: to say why something waits.</summary>
/// <param name="Number">Of the run.</param>
/// <param name="Waves">How many waves the run has.</param>
/// <param name="Today">Pull requests that each owner had today, where the campaign limits them.</param>
internal sealed record RunRules(int Number, int Waves, RolloutRules Rules, RolloutFacts Facts, IReadOnlyDictionary<string, int> Today, DateTimeOffset Now)
{
    /// <summary>Null: nothing that the rules know of.</summary>
    /// <param name="owner">In lower case.</param>
    public Waiting? Of(int? wave, string owner) => Rules.WaitsFor(Facts, wave ?? 1, Today.GetValueOrDefault(owner), Now);
}

/// <summary>Reads the rules of active publish runs.</summary>
internal sealed class RunRulesReader(NpgsqlDataSource postgres, PublishSpecs specs, TimeProvider time)
{
    /// <summary>Null when no publish run of the campaign is active.</summary>
    public async Task<RunRules?> FindAsync(string campaign, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        if (await RunAsync(connection, campaign, cancellation) is not { } run)
            return null;
        var now = time.GetUtcNow();
        var spec = await specs.FindAsync(campaign, run.SpecVersion, cancellation);
        var rules = new RolloutRules(spec.Publish);
        var facts = run.Facts with { Open = spec.Publish.MaxOpen is null ? 0 : await RolloutStore.OpenAsync(connection, campaign, cancellation) };
        var today = spec.Publish.MaxPerDay is null ? [] : await RolloutStore.TodayAsync(connection, campaign, rules.Hours.StartOfDay(now), cancellation);
        return new(run.Number, run.Waves, rules, facts, today, now);
    }

    private static async Task<(int Number, int Waves, int SpecVersion, RolloutFacts Facts)?> RunAsync(
        NpgsqlConnection connection, string campaign, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select r.number, r.spec_version, k."on", r.state, o.wave, o.reason, cardinality(o.sizes) from runs r join rollouts o on o.run_id = r.id cross join kill_switch k
            where r.campaign = $1 and r.kind = 'publish' and r.state in ('running', 'paused')
            """, connection);
        command.Parameters.Add(new() { Value = campaign });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? (row.GetInt32(0), row.GetInt32(6), row.GetInt32(1),
                new(row.GetBoolean(2), row.GetString(3) == RunStates.Paused, row.GetInt32(4), row.IsDBNull(5) ? "" : row.GetString(5), 0))
            : null;
    }
}
