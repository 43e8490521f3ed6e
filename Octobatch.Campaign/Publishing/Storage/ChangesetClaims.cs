using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Runs.Storage;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>Claims changesets: of one installation at a time, chosen by lot among those with something due, so that replicas spread over them.</summary>
internal sealed class ChangesetClaims(NpgsqlDataSource postgres, TimeProvider time)
{
    /// <summary>As many as one request looks at.</summary>
    public const int BatchSize = 50;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Claims what has begun and is due: to be looked at, kept on course, or finished after a crash.</summary>
    /// <param name="busy">Installations that are not to be chosen.</param>
    /// <param name="ahead">
    /// How much earlier than due others of the same installation come along, since one request looks at all of them. They are due together
    /// from then on.
    /// </param>
    public async Task<List<ClaimedChangeset>> ClaimDueAsync(ClaimKind kind, long[] busy, TimeSpan ahead, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            $"""
            {Installations(kind)}, chosen as materialized (
                select i.id from installations i
                where i.id is not null and i.id <> all ($3) and exists (
                    select from changesets c where {kind.Condition()} and c.installation_id = i.id and c.due <= $1)
                order by random() limit 1
            ), next as materialized (
                select c.campaign, c.repository_id from changesets c
                where {kind.Condition()} and c.installation_id = (select id from chosen) and c.due <= $1 + $5
                    and (c.due <= $1 or (c.claimed_at is null and c.waiting_reason is null))
                order by c.due limit $4 for update of c skip locked
            )
            update changesets c set due = $1 + $2, lease = c.lease + 1, attempts = c.attempts + 1, claimed_at = $1, hinted_at = null
            from next where c.campaign = next.campaign and c.repository_id = next.repository_id
            returning {ClaimedChangeset.Columns}
            """);
        command.Parameters.Add(new() { Value = Now });
        command.Parameters.Add(new() { Value = RunStore.Lease });
        command.Parameters.Add(new() { Value = busy });
        command.Parameters.Add(new() { Value = BatchSize });
        command.Parameters.Add(new() { Value = ahead });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>Claims what a run is to publish, within what its rollout allows. On the transaction that has locked the rollout.</summary>
    /// <param name="full">Owners that have had their pull requests of the day.</param>
    /// <param name="left">How many each of the others may still have.</param>
    internal async Task<List<ClaimedChangeset>> ClaimReadyAsync(
        NpgsqlConnection connection, ActiveRollout run, long[] busy, string[] full, IReadOnlyDictionary<string, int> left, int most, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            with recursive installations (id) as (
                (select installation_id from changesets where campaign = $1 and state = 'ready' and due is not null order by installation_id limit 1)
                union all
                select (
                    select c.installation_id from changesets c
                    where c.campaign = $1 and c.state = 'ready' and c.due is not null and c.installation_id > i.id
                    order by c.installation_id limit 1)
                from installations i where i.id is not null
            ), chosen as materialized (
                select i.id from installations i
                where i.id is not null and i.id <> all ($6) and exists (
                    select from changesets c where c.campaign = $1 and c.state = 'ready' and c.installation_id = i.id and c.due <= $3
                        and c.publish_run = $2 and c.wave <= $5 and c.owner_key <> all ($7))
                order by random() limit 1
            ), first as materialized (
                select c.repository_id, c.owner_key, c.wave, c.place from changesets c
                where c.campaign = $1 and c.state = 'ready' and c.installation_id = (select id from chosen) and c.due <= $3
                    and c.publish_run = $2 and c.wave <= $5 and c.owner_key <> all ($7)
                order by c.wave, c.place limit $10 for update of c skip locked
            ), next as (
                select n.repository_id from (
                    select f.*, row_number() over (partition by f.owner_key order by f.wave, f.place) as nth from first f) n
                left join unnest($8, $9) as quota (owner_key, most) on quota.owner_key = n.owner_key
                where n.nth <= coalesce(quota.most, $11)
            )
            update changesets c set state = 'publishing', due = $3 + $4, lease = c.lease + 1, attempts = c.attempts + 1, counted_at = $3,
                claimed_at = $3, hinted_at = null, waiting_reason = null, waiting_until = null
            from next where c.campaign = $1 and c.repository_id = next.repository_id
            returning {ClaimedChangeset.Columns}
            """, connection);
        command.Parameters.Add(new() { Value = run.Campaign });
        command.Parameters.Add(new() { Value = run.Number });
        command.Parameters.Add(new() { Value = Now });
        command.Parameters.Add(new() { Value = RunStore.Lease });
        command.Parameters.Add(new() { Value = run.Wave });
        command.Parameters.Add(new() { Value = busy });
        command.Parameters.Add(new() { Value = full });
        command.Parameters.Add(new() { Value = left.Keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = left.Values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = Math.Min(most, BatchSize) });
        command.Parameters.Add(new() { Value = run.Spec.Publish.MaxPerDay ?? int.MaxValue });
        return await ReadAsync(command, cancellation);
    }

    /// <summary>False when all of it is lost.</summary>
    public async Task<bool> RenewAsync(IReadOnlyList<ClaimedChangeset> claims, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            update changesets c set due = $4 from unnest($1, $2, $3) as mine (campaign, repository_id, lease)
            where c.campaign = mine.campaign and c.repository_id = mine.repository_id and c.lease = mine.lease
            """);
        command.Parameters.Add(new() { Value = claims.Select(claim => claim.Campaign).ToArray() });
        command.Parameters.Add(new() { Value = claims.Select(claim => claim.RepositoryId).ToArray() });
        command.Parameters.Add(new() { Value = claims.Select(claim => claim.Lease).ToArray() });
        command.Parameters.Add(new() { Value = Now + RunStore.Lease });
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }

    /// <summary>When something that has begun comes due by itself; null: nothing does.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            $"""
            select least(
                ({Next(ClaimKind.Look)}),
                ({Next(ClaimKind.Write)}),
                (select min(c.due) from runs r join changesets c on c.campaign = r.campaign and c.publish_run = r.number and c.state = 'ready'
                    where r.kind = 'publish' and r.state = 'running' and c.due > $1))
            """);
        command.Parameters.Add(new() { Value = Now });
        return await command.ExecuteScalarAsync(cancellation) is DateTime due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
    }

    // From one installation to the next along the index, so that what is due is not looked for among all that is not.
    private static string Installations(ClaimKind kind) =>
        $"""
        with recursive installations (id) as (
            (select c.installation_id from changesets c where {kind.Condition()} order by c.installation_id limit 1)
            union all
            select (
                select c.installation_id from changesets c where {kind.Condition()} and c.installation_id > i.id
                order by c.installation_id limit 1)
            from installations i where i.id is not null
        )
        """;

    private static string Next(ClaimKind kind) =>
        $"""
        {Installations(kind)} select min((
            select c.due from changesets c where {kind.Condition()} and c.installation_id = i.id order by c.due limit 1))
        from installations i where i.id is not null
        """;

    private static async Task<List<ClaimedChangeset>> ReadAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        var claims = new List<ClaimedChangeset>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            claims.Add(ClaimedChangeset.Read(row));
        return claims;
    }
}
