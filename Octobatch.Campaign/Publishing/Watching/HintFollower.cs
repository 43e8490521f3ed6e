using Npgsql;
using NpgsqlTypes;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.ServiceDefaults.Events;

namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>
/// Makes the changesets that webhooks speak of due. What happened is never read from them: the look that follows sees what is, so events
/// that come twice, late or in any order change nothing but when somebody looks.
/// </summary>
internal sealed class HintFollower(NpgsqlDataSource postgres, TimeProvider time) : IEventFollower
{
    /// <summary>How long a hint waits for others, which the same look then serves. GitHub's own answers lag behind its webhooks, too.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private const int Batch = 500;

    // One that somebody works on keeps its lease: it is looked at again when it is given back. What waits for a failure to pass waits on.
    private const string Apply =
        """
        with concerned as (
            select c.campaign, c.repository_id from changesets c
            where c.repository_id = any ($2) and c.pull_number is not null and c.state in ('open', 'needs_human', 'closed') and c.waiting_reason is null
                and case when c.claimed_at is null then c.due is null or c.due > $1 + $6 else c.hinted_at is null end
                and exists (
                    select from unnest($2, $3, $4, $5) as h (repository_id, pull, branch, commit)
                    where h.repository_id = c.repository_id and (
                        (h.pull is null and h.branch is null and h.commit is null)
                        or h.pull = c.pull_number or h.branch = c.branch or h.commit = c.head_commit))
            order by c.campaign, c.repository_id for update of c
        )
        update changesets c set hinted_at = $1, due = case when c.claimed_at is null then $1 + $6 else c.due end
        from concerned where c.campaign = concerned.campaign and c.repository_id = concerned.repository_id
        """;

    /// <summary>Follows up to 500 events, all in one transaction; how many.</summary>
    public async Task<EventsFollowed> FollowAsync(CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var events = await StoredEvents.TakeAsync(connection, Batch, cancellation);
        if (events.Count == 0)
            return new(0, null);
        var now = time.GetUtcNow();
        Hint[] hints = [.. events.SelectMany(each => Hint.Of(each.Name, each.Payload)).Distinct()];
        if (hints.Length > 0 && await ApplyAsync(connection, hints, now, cancellation) > 0)
            await RunChannel.NotifyAsync(connection, cancellation);
        await StoredEvents.DoneAsync(connection, events, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return new(events.Count, null);
    }

    private static async Task<int> ApplyAsync(NpgsqlConnection connection, Hint[] hints, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Apply, connection);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = Array.ConvertAll(hints, hint => hint.Repository) });
        command.Parameters.Add(new() { Value = Array.ConvertAll(hints, hint => hint.Pull), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = Array.ConvertAll(hints, hint => hint.Branch), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = Array.ConvertAll(hints, hint => hint.Commit), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = Settling });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
