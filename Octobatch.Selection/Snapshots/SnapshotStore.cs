using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Octobatch.GitHub.Errors;
using Octobatch.Selections.Resolution;
using Octobatch.ServiceDefaults.Blobs;

namespace Octobatch.Selections.Snapshots;

/// <summary>Snapshots: their counts in Postgres, their lines in the blob store. A row is written last, so what has a row is whole.</summary>
internal sealed class SnapshotStore(NpgsqlDataSource postgres, IBlobStore blobs, Resolver resolver, TimeProvider time)
{
    private const string Columns = "id, selection, considered, included, by_reason, sha256, created_at";

    /// <summary>The snapshot of this id: the one that there is, whatever it was made of, else a new one.</summary>
    public async Task<GitHubResult<Snapshot>> TakeAsync(Guid id, SelectionRequest request, Selection selection, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation) is { } known)
            return known;
        var resolved = await resolver.ResolveAsync(selection, cancellation);
        if (!resolved.Ok)
            return resolved.Error;
        var lines = SnapshotLines.Of(resolved.Value.Targets);
        // Two who take it at once write different blobs; the row decides which of them counts.
        var blob = $"snapshots/{id:N}-{Convert.ToHexStringLower(lines.Sha256.AsSpan(0, 8))}.ndjson.gz";
        await blobs.PutAsync(blob, lines.Compressed, "application/gzip", cancellation);
        await InsertAsync(id, request, resolved.Value.Count(), lines.Sha256, blob, cancellation);
        return (await FindAsync(id, cancellation))!;
    }

    public async Task<Snapshot?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand($"select {Columns} from snapshots where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation))
            return null;
        var byReason = JsonSerializer.Deserialize<Dictionary<ReasonCode, int>>(row.GetString(4), SnapshotJson.Options)!;
        return new(
            row.GetGuid(0), JsonSerializer.Deserialize<SelectionRequest>(row.GetString(1), SnapshotJson.Options)!,
            new(row.GetInt32(2), row.GetInt32(3), byReason), Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.GetFieldValue<DateTimeOffset>(6));
    }

    /// <summary>The compressed lines, to be disposed by the caller; null when there is no such snapshot.</summary>
    public async Task<Stream?> OpenAsync(Guid id, CancellationToken cancellation) =>
        await BlobOfAsync(id, cancellation) is { } blob ? await blobs.GetAsync(blob, cancellation) : null;

    /// <summary>Removes a snapshot; one that is not there is fine.</summary>
    public async Task DeleteAsync(Guid id, CancellationToken cancellation)
    {
        if (await BlobOfAsync(id, cancellation) is not { } blob)
            return;
        await blobs.DeleteAsync(blob, cancellation);
        await using var command = postgres.CreateCommand("delete from snapshots where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<string?> BlobOfAsync(Guid id, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand("select blob from snapshots where id = $1");
        command.Parameters.Add(new() { Value = id });
        return (string?)await command.ExecuteScalarAsync(cancellation);
    }

    private async Task InsertAsync(
        Guid id, SelectionRequest request, ResolutionCounts counts, byte[] sha256, string blob, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            insert into snapshots (id, selection, considered, included, by_reason, sha256, blob, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing
            """);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(request, SnapshotJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = counts.Considered });
        command.Parameters.Add(new() { Value = counts.Included });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(counts.ByReason, SnapshotJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = sha256 });
        command.Parameters.Add(new() { Value = blob });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
