using Npgsql;
using Octobatch.Campaigns.Publishing.Rollout;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Runs;

namespace Octobatch.Campaigns.Changesets;

/// <summary>Says why changesets of a publish run are not published yet, by the rules that decide it (<see cref="RolloutRules"/>).</summary>
internal sealed class WaitingReader(NpgsqlDataSource postgres, PublishSpecs specs, TimeProvider time)
{
    public async Task<List<ChangesetItem>> FillAsync(string campaign, List<ChangesetItem> items, CancellationToken cancellation)
    {
        if (!items.Exists(item => item.QueuedIn is not null))
            return items;
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        if (await RunAsync(connection, campaign, cancellation) is not { } run)
            return items;
        var now = time.GetUtcNow();
        var spec = await specs.FindAsync(campaign, run.SpecVersion, cancellation);
        var rules = new RolloutRules(spec.Publish);
        var facts = run.Facts with { Open = spec.Publish.MaxOpen is null ? 0 : await RolloutStore.OpenAsync(connection, campaign, cancellation) };
        var today = spec.Publish.MaxPerDay is null ? [] : await RolloutStore.TodayAsync(connection, campaign, rules.Hours.StartOfDay(now), cancellation);
        return items.ConvertAll(item => item.QueuedIn == run.Number
            && rules.WaitsFor(facts, item.Wave ?? 1, today.GetValueOrDefault(item.Cursor.OwnerKey), now) is { } waiting
                ? item with { Waiting = new(waiting.Reason, waiting.Until) }
                : item);
    }

    private static async Task<(int Number, int SpecVersion, RolloutFacts Facts)?> RunAsync(
        NpgsqlConnection connection, string campaign, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select r.number, r.spec_version, k."on", r.state, o.wave, o.reason from runs r join rollouts o on o.run_id = r.id cross join kill_switch k
            where r.campaign = $1 and r.kind = 'publish' and r.state in ('running', 'paused')
            """, connection);
        command.Parameters.Add(new() { Value = campaign });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation)
            ? (row.GetInt32(0), row.GetInt32(1),
                new(row.GetBoolean(2), row.GetString(3) == RunStates.Paused, row.GetInt32(4), row.IsDBNull(5) ? "" : row.GetString(5), 0))
            : null;
    }
}
