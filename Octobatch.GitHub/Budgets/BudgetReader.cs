using Npgsql;

namespace Octobatch.GitHub.Budgets;

/// <summary>Reads what installations have spent and have left, without spending anything.</summary>
public sealed class BudgetReader
{
    private readonly NpgsqlDataSource postgres;
    private readonly SharedBudget shared;
    private readonly LimitSettings limits;
    private readonly TimeProvider time;

    internal BudgetReader(NpgsqlDataSource postgres, SharedBudget shared, LimitSettings limits, TimeProvider time) =>
        (this.postgres, this.shared, this.limits, this.time) = (postgres, shared, limits, time);

    /// <summary>One for each id, in their order; of an installation that nothing was ever sent for, everything is left.</summary>
    public async Task<IReadOnlyList<InstallationBudget>> ReadAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        var spent = await SpentAsync(ids, cancellation);
        return await Task.WhenAll(ids.Select(async id => Of(id, spent.GetValueOrDefault(id), await shared.LookAsync(id))));
    }

    private async Task<Dictionary<long, Spent>> SpentAsync(IReadOnlyList<long> ids, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select b.installation_id, b.closed_until, write_level(b.level, b.refused_at, $2, $3),
                coalesce(sum(s.units) filter (where s.at > $2 - interval '1 minute'), 0)::int, coalesce(sum(s.units), 0)::int
            from write_budgets b left join write_spendings s
                on s.installation_id = b.installation_id and s.ledger = 'content' and s.at > $2 - interval '1 hour'
            where b.installation_id = any($1) group by b.installation_id
            """);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = limits.RefusalMemory });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var spent = new Dictionary<long, Spent>();
        while (await row.ReadAsync(cancellation))
            spent[row.GetInt64(0)] = new(row.GetFieldValue<DateTime>(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4));
        return spent;
    }

    private InstallationBudget Of(long id, Spent spent, SharedState? known)
    {
        var now = time.GetUtcNow();
        // Npgsql reads -infinity as the least value.
        var closed = new DateTimeOffset(DateTime.SpecifyKind(spent.ClosedUntil, DateTimeKind.Utc));
        if (known?.ClosedUntil > closed)
            closed = known.ClosedUntil.Value;
        var slower = 1 << spent.Level;
        return new(
            id,
            limits.Off ? null : new(Math.Max(1, limits.ContentPerMinute / slower), spent.Minute),
            limits.Off ? null : new(Math.Max(1, limits.ContentPerHour / slower), spent.Hour),
            Fresh(known?.Core), Fresh(known?.GraphQL), closed > now ? closed : null, spent.Level);

        PrimaryBudget? Fresh(PrimaryBudget? budget) => budget?.ResetAt > now ? budget : null;
    }

    private readonly record struct Spent(DateTime ClosedUntil, int Level, int Minute, int Hour);
}
