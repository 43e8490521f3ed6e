using Npgsql;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>Counts requests to GitHub for the run that they were sent for.</summary>
internal sealed class PublishCounter(NpgsqlDataSource postgres)
{
    /// <summary>Not cancelled: what was sent was sent.</summary>
    public async Task AddAsync(IReadOnlyList<ClaimedChangeset> batch, long requests)
    {
        if (requests == 0 || batch[0].PublishRun is not { } run)
            return;
        await using var command = postgres.CreateCommand("update runs set github_requests = github_requests + $3 where campaign = $1 and number = $2");
        command.Parameters.Add(new() { Value = batch[0].Campaign });
        command.Parameters.Add(new() { Value = run });
        command.Parameters.Add(new() { Value = requests });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
