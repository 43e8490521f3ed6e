using Npgsql;
using NpgsqlTypes;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Sessions;

/// <summary>Sessions in Postgres. Beginning and ending one and the audit row are one transaction.</summary>
internal sealed class SessionStore(IServiceProvider services, SessionSettings settings, AuditLog audit, TimeProvider time)
{
    private NpgsqlDataSource Postgres => services.GetRequiredService<NpgsqlDataSource>();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Begins a session and gives what the cookie holds. Takes the rows of ended ones away meanwhile.</summary>
    /// <param name="how">For the audit row: <c>key</c>, <c>link</c> or <c>github</c>.</param>
    public async Task<string> BeginAsync(SignedIn who, string how, string? correlationId, CancellationToken cancellation)
    {
        var cookie = SessionText.Create();
        await using var connection = await Postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            """
            with ended as (delete from sessions where id_sha256 in (select id_sha256 from sessions where expires_at <= $5 limit 100 for update skip locked))
            insert into sessions (id_sha256, subject, role, key_sha256, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5, $5, $6)
            """, connection);
        insert.Parameters.Add(new() { Value = SessionText.Hash(cookie) });
        insert.Parameters.Add(new() { Value = who.Subject });
        insert.Parameters.Add(new() { Value = who.Role.Name() });
        insert.Parameters.Add(new() { Value = (object?)who.KeySha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        insert.Parameters.Add(new() { Value = Now });
        insert.Parameters.Add(new() { Value = Now.AddHours(settings.Hours) });
        await insert.ExecuteNonQueryAsync(cancellation);
        await audit.WriteAsync(connection, new AuditEntry(who.Subject, "session.begun", who.Subject)
        {
            CorrelationId = correlationId,
            Details = $$"""{"with":"{{how}}","role":"{{who.Role.Name()}}"}""",
        }, cancellation);
        await transaction.CommitAsync(cancellation);
        return cookie;
    }

    /// <summary>
    /// Who a session belongs to; null when it is over: too old, idle for too long, signed out, or its key revoked. A key's role is the one
    /// that it has now.
    /// </summary>
    /// <param name="adminSha256">Of the bootstrap key, which has no row.</param>
    public async Task<SignedIn?> FindAsync(byte[] id, byte[]? adminSha256, CancellationToken cancellation)
    {
        await using var find = Postgres.CreateCommand(
            """
            select s.subject, coalesce(k.role, s.role), s.key_sha256, s.seen_at < $2 - interval '1 minute'
            from sessions s left join api_keys k on k.key_sha256 = s.key_sha256
            where s.id_sha256 = $1 and s.expires_at > $2 and s.seen_at > $3
                and (s.key_sha256 is null or s.key_sha256 = $4 or (k.id is not null and k.revoked_at is null))
            """);
        find.Parameters.Add(new() { Value = id });
        find.Parameters.Add(new() { Value = Now });
        find.Parameters.Add(new() { Value = Now.AddMinutes(-settings.IdleMinutes) });
        find.Parameters.Add(new() { Value = (object?)adminSha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
        await using var row = await find.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation) || CallerRoles.Parse(row.GetString(1)) is not { } role)
            return null;
        var found = new SignedIn(row.GetString(0), role, row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2));
        if (row.GetBoolean(3))
            await SeeAsync(id, cancellation);
        return found;
    }

    /// <summary>Ends a session: its cookie is worth nothing from now on, wherever a copy of it is.</summary>
    public async Task EndAsync(byte[] id, Caller by, CancellationToken cancellation)
    {
        await using var connection = await Postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var delete = new NpgsqlCommand("delete from sessions where id_sha256 = $1", connection);
        delete.Parameters.Add(new() { Value = id });
        if (await delete.ExecuteNonQueryAsync(cancellation) == 0)
            return;
        await audit.WriteAsync(connection, new AuditEntry(by.Subject, "session.ended", by.Subject) { CorrelationId = by.CorrelationId }, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task SeeAsync(byte[] id, CancellationToken cancellation)
    {
        await using var update = Postgres.CreateCommand("update sessions set seen_at = $2 where id_sha256 = $1 and seen_at < $2");
        update.Parameters.Add(new() { Value = id });
        update.Parameters.Add(new() { Value = Now });
        await update.ExecuteNonQueryAsync(cancellation);
    }
}
