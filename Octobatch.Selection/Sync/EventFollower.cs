using System.Text.Json;
using Npgsql;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;
using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults.Events;

namespace Octobatch.Selections.Sync;

/// <summary>Looks at what webhook events speak of: all events that wait are read at once, so that many pushes cost one request.</summary>
internal sealed class EventFollower(
    NpgsqlDataSource postgres, GitHubClient github, InventoryWriter writer, SyncInventory inventory, SyncStore syncs, SyncSignal signal, TimeProvider time)
    : IEventFollower
{
    private const int Batch = 500;

    /// <summary>Follows up to 500 events; how many. An error leaves them waiting.</summary>
    public async Task<EventsFollowed> FollowAsync(CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var events = await StoredEvents.TakeAsync(connection, Batch, cancellation);
        if (events.Count == 0)
            return new(0, null);
        var looks = events.ConvertAll(each => EventLook.Of(each.Name, each.Payload));
        if (looks.Exists(look => look.Installations))
        {
            await syncs.RequestInstallationsAsync(cancellation);
            signal.Set();
        }

        foreach (var installation in looks.Where(look => look.Installation > 0).GroupBy(look => look.Installation))
        {
            if (await LookAsync(installation.Key, [.. installation], cancellation) is { } error)
                return new(0, error);
        }

        await StoredEvents.DoneAsync(connection, events, time.GetUtcNow(), cancellation);
        await transaction.CommitAsync(cancellation);
        return new(events.Count, null);
    }

    /// <returns>Why it could not look and shall try again, or null.</returns>
    private async Task<string?> LookAsync(long id, IReadOnlyList<EventLook> looks, CancellationToken cancellation)
    {
        var installation = github.For(id);
        await inventory.RemoveAsync(id, looks.SelectMany(look => look.Removed), cancellation);
        // Anybody sees a public repository: only those of the installation's own account are its.
        var account = await inventory.AccountAsync(id, cancellation);
        var withProperties = looks.SelectMany(look => look.PropertiesOf).ToHashSet(StringComparer.Ordinal);
        foreach (var nodeIds in looks.SelectMany(look => look.NodeIds).Distinct().Chunk(NodeCalls.MostNodes))
        {
            var nodes = await installation.DetailsAsync(nodeIds, cancellation);
            if (!nodes.Ok)
                return Retry(nodes.Error);
            var seen = nodes.Value.OfType<JsonElement>().Select(node => RepositoryMapping.Of(node, id))
                .Where(repository => Keys.Of(repository.Owner) == account).ToList();
            foreach (var (place, repository) in seen.Index().Where(pair => withProperties.Contains(pair.Item.NodeId)).ToList())
            {
                var properties = await installation.GetPropertiesAsync(new(repository.Owner, repository.Name), cancellation);
                if (properties.Error is { CanRetry: true } error)
                    return error.Message;
                seen[place] = repository with { Properties = properties.Ok ? RepositoryMapping.PropertiesOf(properties.Value) : null };
            }

            await writer.WriteAsync(seen, cancellation);
        }

        return null;
    }

    /// <summary>What was refused for good is left to the next sync, which finds the truth.</summary>
    private static string? Retry(GitHubError error) => error.CanRetry ? error.Message : null;
}
