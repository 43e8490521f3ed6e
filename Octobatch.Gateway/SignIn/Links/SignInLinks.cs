using Npgsql;
using NpgsqlTypes;
using Octobatch.Gateway.Authentication;
using Octobatch.Gateway.Keys;
using Octobatch.Gateway.Sessions;
using Octobatch.ServiceDefaults.Audit;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.SignIn.Links;

/// <summary>Links that sign in once, within <see cref="Life"/>, as whoever made them.</summary>
internal sealed class SignInLinks(IServiceProvider services, AdminKeySettings admin, AuditLog audit, TimeProvider time)
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private NpgsqlDataSource Postgres => services.GetRequiredService<NpgsqlDataSource>();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The token of a new link for the caller, and when it ends. The session that comes of it ends with the caller's key.</summary>
    public async Task<(string Token, DateTimeOffset ExpiresAt)> CreateAsync(Caller caller, CancellationToken cancellation)
    {
        var token = SessionText.Create();
        var expires = time.GetUtcNow() + Life;
        await using var connection = await Postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var insert = new NpgsqlCommand(
            """
            with old as (delete from sign_in_links where expires_at <= $5)
            insert into sign_in_links (token_sha256, subject, role, key_sha256, expires_at)
            values ($1, $2, $3, coalesce($4, (select key_sha256 from api_keys where 'key:' || id = $2)), $6)
            """, connection);
        insert.Parameters.Add(new() { Value = SessionText.Hash(token) });
        insert.Parameters.Add(new() { Value = caller.Subject });
        insert.Parameters.Add(new() { Value = caller.Role.Name() });
        insert.Parameters.Add(new()
        {
            Value = caller.Subject == Principals.Bootstrap && admin.Usable is { } key ? KeyText.Hash(key) : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Bytea,
        });
        insert.Parameters.Add(new() { Value = Now });
        insert.Parameters.Add(new() { Value = expires.UtcDateTime });
        await insert.ExecuteNonQueryAsync(cancellation);
        await audit.WriteAsync(connection, new AuditEntry(caller.Subject, "sign_in_link.created", caller.Subject) { CorrelationId = caller.CorrelationId }, cancellation);
        await transaction.CommitAsync(cancellation);
        return (token, expires);
    }

    /// <summary>Uses a link up: who it signs in, or null when it was used, is too old or never was.</summary>
    public async Task<SignedIn?> UseAsync(string token, CancellationToken cancellation)
    {
        if (!SessionText.MayBeOurs(token))
            return null;
        await using var delete = Postgres.CreateCommand(
            "delete from sign_in_links where token_sha256 = $1 and expires_at > $2 returning subject, role, key_sha256");
        delete.Parameters.Add(new() { Value = SessionText.Hash(token) });
        delete.Parameters.Add(new() { Value = Now });
        await using var row = await delete.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) && CallerRoles.Parse(row.GetString(1)) is { } role
            ? new(row.GetString(0), role, row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2))
            : null;
    }
}
