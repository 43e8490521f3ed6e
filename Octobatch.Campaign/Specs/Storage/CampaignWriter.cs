using System.Text.Json;
using Npgsql;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Specs.Storage;

/// <summary>Writes campaigns and their specs. Every change and its audit row are one transaction.</summary>
public sealed class CampaignWriter(NpgsqlDataSource postgres, AuditLog audit, TimeProvider time)
{
    /// <returns>Null when there is a campaign of that name.</returns>
    public async Task<SpecVersionRow?> CreateAsync(NewSpec spec, Caller by, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var campaign = spec.Spec.Spec;
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            """
            insert into campaigns (name, description, spec_version, spec_hash, created_at, created_by, updated_at)
            values ($1, $2, 1, $3, $4, $5, $4) on conflict (name) do nothing
            """, connection);
        insert.Parameters.Add(new() { Value = campaign.Name });
        insert.Parameters.Add(new() { Value = campaign.Description });
        insert.Parameters.Add(new() { Value = spec.Spec.Hash });
        insert.Parameters.Add(new() { Value = now.UtcDateTime });
        insert.Parameters.Add(new() { Value = by.Subject });
        if (await insert.ExecuteNonQueryAsync(cancellation) == 0)
            return null;
        await InsertSpecAsync(connection, spec, 1, now, by, cancellation);
        await audit.WriteAsync(connection, Entry(by, "campaign.created", campaign.Name, Details(1, spec)), cancellation);
        await transaction.CommitAsync(cancellation);
        return Current(spec, 1);
    }

    /// <summary>Makes the spec the campaign's next version, unless it says the same as the current one.</summary>
    /// <param name="mayReplace">Whether the caller knows the current version and may replace it.</param>
    public async Task<SpecChange> ChangeAsync(NewSpec spec, Func<int, bool> mayReplace, Caller by, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var name = spec.Spec.Spec.Name;
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await LockAsync(connection, name, cancellation) is not { } before)
            return new(ChangeOutcome.NotFound, null);
        if (!mayReplace(before.SpecVersion))
            return new(ChangeOutcome.VersionDiffers, null);
        if (before.State == "closed")
            return new(ChangeOutcome.Closed, null);
        if (before.SpecHash == Convert.ToHexStringLower(spec.Spec.Hash))
            return new(ChangeOutcome.Done, new(name, before.SpecVersion, before.SpecHash));

        var version = before.SpecVersion + 1;
        await InsertSpecAsync(connection, spec, version, now, by, cancellation);
        await using var update = new NpgsqlCommand(
            "update campaigns set description = $2, spec_version = $3, spec_hash = $4, updated_at = $5 where name = $1", connection);
        update.Parameters.Add(new() { Value = name });
        update.Parameters.Add(new() { Value = spec.Spec.Spec.Description });
        update.Parameters.Add(new() { Value = version });
        update.Parameters.Add(new() { Value = spec.Spec.Hash });
        update.Parameters.Add(new() { Value = now.UtcDateTime });
        await update.ExecuteNonQueryAsync(cancellation);
        await audit.WriteAsync(connection, Entry(by, "campaign.changed", name, Details(version, spec)), cancellation);
        await transaction.CommitAsync(cancellation);
        return new(ChangeOutcome.Done, Current(spec, version));
    }

    // Whoever comes second waits here for the first, and sees what it has done.
    internal static async Task<CampaignRow?> LockAsync(NpgsqlConnection connection, string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select {CampaignReader.Columns} from campaigns where name = $1 for update", connection);
        command.Parameters.Add(new() { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? CampaignReader.Read(reader) : null;
    }

    private static async Task InsertSpecAsync(
        NpgsqlConnection connection, NewSpec spec, int version, DateTimeOffset now, Caller by, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into specs (campaign, version, raw, media_type, normalised, spec_hash, created_at, created_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            """, connection);
        insert.Parameters.Add(new() { Value = spec.Spec.Spec.Name });
        insert.Parameters.Add(new() { Value = version });
        insert.Parameters.Add(new() { Value = spec.Raw });
        insert.Parameters.Add(new() { Value = spec.MediaType });
        insert.Parameters.Add(new() { Value = spec.Spec.Normalised });
        insert.Parameters.Add(new() { Value = spec.Spec.Hash });
        insert.Parameters.Add(new() { Value = now.UtcDateTime });
        insert.Parameters.Add(new() { Value = by.Subject });
        await insert.ExecuteNonQueryAsync(cancellation);
    }

    private static SpecVersionRow Current(NewSpec spec, int version) =>
        new(spec.Spec.Spec.Name, version, Convert.ToHexStringLower(spec.Spec.Hash));

    private static string Details(int version, NewSpec spec) =>
        JsonSerializer.Serialize(new { spec_version = version, spec_hash = Convert.ToHexStringLower(spec.Spec.Hash) });

    private static AuditEntry Entry(Caller by, string action, string name, string details) => new(by.Subject, action, $"campaign:{name}")
    {
        Campaign = name,
        CorrelationId = by.CorrelationId,
        Details = details,
    };
}

/// <param name="Now">The version that counts now; null when nothing was done.</param>
public sealed record SpecChange(ChangeOutcome Outcome, SpecVersionRow? Now);

public enum ChangeOutcome
{
    /// <summary>The campaign has this spec now, as a new version or because it had it before.</summary>
    Done,

    NotFound,

    /// <summary>The current version is not one that the caller knows.</summary>
    VersionDiffers,

    Closed,
}
