using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// The budget of writing requests, kept in Postgres (<c>Scripts</c>), so that it holds on every replica and
/// without Redis. Connections must look into a schema that has these scripts.
/// </summary>
public sealed class WriteBudget(NpgsqlDataSource postgres, LimitSettings limits, TimeProvider time)
{
    /// <summary>
    /// A row source <c>(granted boolean, send_at timestamptz)</c> for a claim's own statement: cross join lateral it to the rows claimed.
    /// It expects the parameters of <see cref="AddParameters"/>, and a statement in read committed.
    /// </summary>
    /// <param name="installation">An expression of the claim's statement, such as <c>due.installation_id</c>.</param>
    public static string Spend(string installation) => $"spend_write({installation}, @moment, @content, @points, @resource, @limits)";

    /// <summary>How far ahead a slot is given. A replica holds one at a time, so this many seconds let as many replicas take turns.</summary>
    internal const int AheadSeconds = 10;

    /// <summary>Two requests need not take equally long to arrive, so that they are spaced a little more than GitHub asks for.</summary>
    private const double SpacingMargin = 1.01;

    private const double Forgetting = 0.9;

    private readonly string rules = Rules(limits);
    private long lead;

    /// <summary>
    /// How long the last look before a write takes, as of late. Slots begin so much later than they are asked for, because a look that ends
    /// after its slot would spend one slot after another and send nothing.
    /// </summary>
    internal TimeSpan Lead => TimeSpan.FromTicks(Interlocked.Read(ref lead));

    /// <summary>Notes how long a last look took. What was slow once is remembered for some writes.</summary>
    internal void Looked(TimeSpan took) =>
        Interlocked.Exchange(ref lead, Math.Clamp(took.Ticks, (long)(Lead.Ticks * Forgetting), TimeSpan.FromSeconds(AheadSeconds / 2.0).Ticks));

    /// <summary>Adds the parameters that <see cref="Spend"/> names.</summary>
    public void AddParameters(NpgsqlCommand command, RequestCost cost)
    {
        command.Parameters.Add(new("moment", NpgsqlDbType.TimestampTz) { Value = (time.GetUtcNow() + Lead).UtcDateTime });
        command.Parameters.Add(new("content", NpgsqlDbType.Integer) { Value = cost.Content });
        command.Parameters.Add(new("points", NpgsqlDbType.Integer) { Value = cost.Points });
        command.Parameters.Add(new("resource", NpgsqlDbType.Text) { Value = cost.Resource.Ledger() });
        command.Parameters.Add(new("limits", NpgsqlDbType.Jsonb) { Value = rules });
    }

    /// <summary>Asks for a slot.</summary>
    public async Task<WriteAnswer> SpendAsync(long installation, RequestCost cost, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand($"select granted, send_at from {Spend("@installation")}");
        command.Parameters.Add(new("installation", NpgsqlDbType.Bigint) { Value = installation });
        AddParameters(command, cost);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetBoolean(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>Until when GitHub's last refusal closes this installation for writing; in the past when it does not.</summary>
    public async Task<DateTimeOffset> ClosedUntilAsync(long installation, CancellationToken cancellation)
    {
        // Npgsql reads -infinity as the least value.
        await using var command = postgres.CreateCommand("select closed_until from write_budgets where installation_id = $1");
        command.Parameters.Add(new() { Value = installation });
        return await command.ExecuteScalarAsync(cancellation) is DateTime until ? new(until) : DateTimeOffset.MinValue;
    }

    /// <summary>Gives back a slot in which nothing was sent: the hour has few, and would end with less than GitHub allows.</summary>
    public async Task ReturnAsync(long installation, WriteSlot slot, RequestCost cost, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("select return_write($1, $2, $3, $4, $5)");
        command.Parameters.Add(new() { Value = installation });
        command.Parameters.Add(new() { Value = slot.At.UtcDateTime });
        command.Parameters.Add(new() { Value = cost.Content });
        command.Parameters.Add(new() { Value = cost.Points });
        command.Parameters.Add(new() { Value = cost.Resource.Ledger() });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Counts a write that took longer than the margin from its end on.</summary>
    public async Task RedateAsync(long installation, WriteSlot slot, DateTimeOffset ended, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("select redate_write($1, $2, $3)");
        command.Parameters.Add(new() { Value = installation });
        command.Parameters.Add(new() { Value = slot.At.UtcDateTime });
        command.Parameters.Add(new() { Value = ended.UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Closes the installation after a secondary refusal, on every replica, and lowers its rate for a while.</summary>
    /// <returns>Until when.</returns>
    public async Task<DateTimeOffset> RefuseAsync(long installation, Refusal refusal, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("select refuse_writes($1, $2, $3, $4, $5)");
        command.Parameters.Add(new() { Value = installation });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = refusal.SentAt.UtcDateTime });
        command.Parameters.Add(new() { Value = (object?)refusal.Until?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = limits.RefusalMemory });
        return new((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
    }

    private static string Rules(LimitSettings limits) => JsonSerializer.Serialize(new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["per_minute"] = limits.ContentPerMinute,
        ["per_hour"] = limits.ContentPerHour,
        ["spacing"] = limits.WriteSpacingMs * SpacingMargin / 1000.0,
        ["margin"] = limits.Margin.TotalSeconds,
        ["ahead"] = AheadSeconds,
        ["forget"] = limits.RefusalMemory.TotalSeconds,
        ["core"] = LimitShares.Points(limits, GitHubResource.Core).Writes,
        ["graphql"] = LimitShares.Points(limits, GitHubResource.GraphQL).Writes,
    });
}
