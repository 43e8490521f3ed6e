using Npgsql;
using NpgsqlTypes;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Keys;

/// <summary>API keys in Postgres. Every change and its audit row are one transaction.</summary>
/// <remarks>Postgres is asked for when it is needed: without its DSN the bootstrap key still works.</remarks>
internal sealed class KeyStore(IServiceProvider services, AuditLog audit, TimeProvider time)
{
    private NpgsqlDataSource Postgres => services.GetRequiredService<NpgsqlDataSource>();

    public async Task<CreatedApiKey> CreateAsync(string name, CallerRole role, Caller by, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var created = new CreatedApiKey(Guid.CreateVersion7(now), name, role.Name(), KeyText.Create());
        await using var connection = await Postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            "insert into api_keys (id, name, role, key_sha256, created_at, created_by) values ($1, $2, $3, $4, $5, $6)", connection);
        insert.Parameters.Add(new() { Value = created.Id });
        insert.Parameters.Add(new() { Value = created.Name });
        insert.Parameters.Add(new() { Value = created.Role });
        insert.Parameters.Add(new() { Value = KeyText.Hash(created.Key) });
        insert.Parameters.Add(new() { Value = now.UtcDateTime });
        insert.Parameters.Add(new() { Value = by.Subject });
        await insert.ExecuteNonQueryAsync(cancellation);
        await audit.WriteAsync(connection, Entry(by, "key.created", created.Id, created.Name, created.Role), cancellation);
        await transaction.CommitAsync(cancellation);
        return created;
    }

    /// <summary>The hash of the key that is revoked now; null when there is no such key or it was revoked before.</summary>
    public async Task<byte[]?> RevokeAsync(Guid id, Caller by, CancellationToken cancellation)
    {
        await using var connection = await Postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var update = new NpgsqlCommand(
            "update api_keys set revoked_at = $2 where id = $1 and revoked_at is null returning key_sha256, name, role", connection);
        update.Parameters.Add(new() { Value = id });
        update.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        byte[] hash;
        string name, role;
        await using (var reader = await update.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
                return null;
            (hash, name, role) = (reader.GetFieldValue<byte[]>(0), reader.GetString(1), reader.GetString(2));
        }

        await audit.WriteAsync(connection, Entry(by, "key.revoked", id, name, role), cancellation);
        await transaction.CommitAsync(cancellation);
        return hash;
    }

    /// <summary>Keys that are not revoked, oldest first.</summary>
    public async Task<List<ApiKey>> ListAsync(Guid? after, int limit, CancellationToken cancellation)
    {
        await using var command = Postgres.CreateCommand(
            """
            select id, name, role, created_at, created_by, last_used_at from api_keys
            where revoked_at is null and id > $1 order by id limit $2
            """);
        command.Parameters.Add(new() { Value = after ?? Guid.Empty });
        command.Parameters.Add(new() { Value = limit });
        var keys = new List<ApiKey>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            keys.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return keys;
    }

    /// <summary>The key with this hash, or null when there is none or it is revoked.</summary>
    public async Task<(Guid Id, CallerRole Role)?> FindAsync(byte[] hash, CancellationToken cancellation)
    {
        await using var command = Postgres.CreateCommand("select id, role from api_keys where key_sha256 = $1 and revoked_at is null");
        command.Parameters.Add(new() { Value = hash });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) && CallerRoles.Parse(reader.GetString(1)) is { } role ? (reader.GetGuid(0), role) : null;
    }

    /// <summary>Writes when keys were last used, in one statement. What another replica wrote within a minute stays.</summary>
    public async Task WriteLastUsesAsync(IReadOnlyCollection<KeyValuePair<Guid, DateTimeOffset>> uses, CancellationToken cancellation)
    {
        await using var command = Postgres.CreateCommand(
            """
            update api_keys k set last_used_at = u.at from unnest($1, $2) as u (id, at)
            where k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at - interval '1 minute')
            """);
        command.Parameters.Add(new() { Value = uses.Select(u => u.Key).ToArray() });
        command.Parameters.Add(new()
        {
            Value = uses.Select(u => u.Value.UtcDateTime).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static AuditEntry Entry(Caller by, string action, Guid id, string name, string role) => new(by.Subject, action, $"key:{id}")
    {
        CorrelationId = by.CorrelationId,
        Details = System.Text.Json.JsonSerializer.Serialize(new { name, role }),
    };
}
