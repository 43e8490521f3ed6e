using Npgsql;
using Octobatch.Campaigns.Runs;
using Octobatch.Campaigns.Runs.Storage;

namespace Octobatch.Campaigns.Previews.Storage;

/// <summary>Claims targets of previews.</summary>
internal sealed class TargetClaims(NpgsqlDataSource postgres, TimeProvider time)
{
    /// <summary>Heads are asked for 100 at a time, files for 50.</summary>
    public const int BatchSize = 100;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    public async Task<List<ActivePreview>> ActiveAsync(CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            select id, campaign, number, spec_version, steps_hash, created_by from runs
            where due < 'infinity' and kind = 'preview' and state = 'running' and resolved_at is not null order by id
            """);
        var found = new List<ActivePreview>();
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
            found.Add(new(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetFieldValue<byte[]>(4), row.GetString(5)));
        return found;
    }

    /// <summary>
    /// Claims targets of one installation, chosen by lot among those that have some due: so that replicas spread over them. Null when there
    /// are none, or the run is not to go on.
    /// </summary>
    /// <param name="busy">Installations that are not to be chosen.</param>
    public async Task<PreviewBatch?> ClaimAsync(ActivePreview run, long[] busy, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            with recursive installations (id) as (
                (select installation_id from targets where run_id = $1 and state = 'selected' order by installation_id limit 1)
                union all
                select (
                    select t.installation_id from targets t where t.run_id = $1 and t.state = 'selected' and t.installation_id > i.id
                    order by t.installation_id limit 1)
                from installations i where i.id is not null
            ), chosen as materialized (
                select i.id from installations i
                where i.id is not null and i.id <> all ($5) and exists (
                    select from targets t where t.run_id = $1 and t.state = 'selected' and t.installation_id = i.id and t.due <= $2)
                order by random() limit 1
            ), next as materialized (
                select t.owner_key, t.name_key, t.repository_id from targets t
                where t.run_id = $1 and t.state = 'selected' and t.installation_id = (select id from chosen) and t.due <= $2
                    and exists (select from runs r where r.id = $1 and r.state = 'running')
                order by t.due limit $4 for update of t skip locked
            )
            update targets t set due = $2 + $3, lease = t.lease + 1, attempts = t.attempts + 1
            from next where t.run_id = $1 and t.owner_key = next.owner_key and t.name_key = next.name_key and t.repository_id = next.repository_id
            returning t.owner_key, t.name_key, t.repository_id, t.repository, t.node_id, t.lease, t.attempts, t.installation_id
            """);
        command.Parameters.Add(new() { Value = run.RunId });
        command.Parameters.Add(new() { Value = Now });
        command.Parameters.Add(new() { Value = RunStore.Lease });
        command.Parameters.Add(new() { Value = BatchSize });
        command.Parameters.Add(new() { Value = busy });
        var targets = new List<ClaimedTarget>();
        var installation = 0L;
        await using var row = await command.ExecuteReaderAsync(cancellation);
        while (await row.ReadAsync(cancellation))
        {
            targets.Add(new(new RepositoryKeys(row.GetString(0), row.GetString(1)), row.GetInt64(2), row.GetString(3), row.GetString(4), row.GetInt64(5), row.GetInt32(6)));
            installation = row.GetInt64(7);
        }

        return targets.Count == 0 ? null : new(run, installation, targets);
    }

    /// <summary>False when all of it is lost.</summary>
    public async Task<bool> RenewAsync(PreviewBatch batch, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            update targets t set due = $6 from unnest($2, $3, $4, $5) as mine (owner_key, name_key, repository_id, lease)
            where t.run_id = $1 and t.owner_key = mine.owner_key and t.name_key = mine.name_key and t.repository_id = mine.repository_id
                and t.lease = mine.lease and t.state = 'selected'
            """);
        command.Parameters.Add(new() { Value = batch.Run.RunId });
        command.AddTargets(batch.Targets, target => target);
        command.Parameters.Add(new() { Value = Now + RunStore.Lease });
        return await command.ExecuteNonQueryAsync(cancellation) > 0;
    }
}
