using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Runs.Resolving;
using Octobatch.Campaigns.Storage;

namespace Octobatch.Campaigns.Runs.Storage;

/// <summary>Makes a resolved selection a run's targets, and its changesets: all in one transaction, so that a run has all of them or none.</summary>
internal sealed class TargetLoader(NpgsqlDataSource postgres, TimeProvider time)
{
    private const string Columns =
        "run_id, owner_key, name_key, repository_id, repository, node_id, installation_id, default_branch, included, reason, reason_code, state, due";

    /// <summary>False when the lease is lost, or the run has ended.</summary>
    public async Task<bool> LoadAsync(ResolveClaim claim, IAsyncEnumerable<SelectedRepository> repositories, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, "create temporary table incoming (like targets including defaults) on commit drop", cancellation);
        await CopyAsync(connection, claim.RunId, now, repositories, cancellation);
        await using var fence = new NpgsqlCommand(
            "select 1 from runs where id = $1 and lease = $2 and resolved_at is null and state in ('running', 'paused') for update", connection);
        fence.Parameters.Add(new() { Value = claim.RunId });
        fence.Parameters.Add(new() { Value = claim.Lease });
        if (await fence.ExecuteScalarAsync(cancellation) is null)
            return false;
        var rows = await ExecuteAsync(connection, $"insert into targets ({Columns}) select {Columns} from incoming", cancellation);
        await SelectAsync(connection, claim, now, cancellation);
        await RunChannel.NotifyAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        await PlannerStatistics.RefreshAsync(connection, rows, cancellation);
        return true;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, long run, DateTime now, IAsyncEnumerable<SelectedRepository> repositories, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"copy incoming ({Columns}) from stdin (format binary)", cancellation);
        await foreach (var repository in repositories.WithCancellation(cancellation))
        {
            var keys = RepositoryKeys.Of(repository.Repository);
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(run, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(keys.Owner, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(keys.Name, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.RepositoryId ?? 0, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(repository.Repository, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.NodeId, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.InstallationId, NpgsqlDbType.Bigint, cancellation);
            await copy.WriteAsync(repository.DefaultBranch, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.Included, NpgsqlDbType.Boolean, cancellation);
            await copy.WriteAsync(repository.Reason, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.ReasonCode, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.Included ? TargetStates.Selected : null, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(repository.Included ? now : (DateTime?)null, NpgsqlDbType.TimestampTz, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }

    /// <summary>What is published is left alone; everything else is to be looked at again.</summary>
    private static async Task SelectAsync(NpgsqlConnection connection, ResolveClaim claim, DateTime now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            with selected as (
                insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, updated_at)
                select $2, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, 'selected', $3
                from targets where run_id = $1 and included
                on conflict (campaign, repository_id) do update set
                    owner_key = excluded.owner_key, name_key = excluded.name_key, repository = excluded.repository, node_id = excluded.node_id,
                    installation_id = excluded.installation_id, default_branch = excluded.default_branch, state = 'selected',
                    reason_code = null, reason = null, retryable = null, updated_at = excluded.updated_at
                where changesets.state = any($4))
            update runs set resolved_at = $3, due = $3, error = null, rate_from = $3,
                total = (select count(*) from targets where run_id = $1 and included)
            where id = $1
            """, connection);
        command.Parameters.Add(new() { Value = claim.RunId });
        command.Parameters.Add(new() { Value = claim.Campaign });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = ChangesetStates.Unpublished });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.CommandTimeout = 300; // a large campaign, on a busy disk
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
