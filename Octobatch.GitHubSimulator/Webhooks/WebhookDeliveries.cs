using System.Text.Json;
using System.Threading.Channels;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Installations;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Webhooks;

/// <summary>The App's webhooks: made when something happens, sent one after another, never sent again by themselves.</summary>
public sealed class WebhookDeliveries(Simulator simulator)
{
    private const int MostKept = 2_000;

    private readonly Lock gate = new();
    private readonly LinkedList<Delivery> kept = new();
    private readonly Channel<Delivery> queue = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Random dice = new(simulator.Options.RandomSeed);
    private Delivery? heldBack;
    private long pending;

    /// <summary>Where they are sent; null for nowhere, and then none are made.</summary>
    public Uri? Url { get; set; } = simulator.Options.WebhookUrl;

    /// <summary>How they go wrong.</summary>
    public WebhookFaults Faults { get; set; } = new();

    /// <summary>How many wait to be sent.</summary>
    public long Pending => Interlocked.Read(ref pending);

    /// <summary>The last ones, newest first.</summary>
    public IReadOnlyList<Delivery> All
    {
        get
        {
            lock (gate)
                return [.. kept];
        }
    }

    internal ChannelReader<Delivery> Queue => queue.Reader;

    /// <summary>Sends one again.</summary>
    /// <returns>Whether there is such a one.</returns>
    public bool Redeliver(long id)
    {
        if (All.FirstOrDefault(delivery => delivery.Id == id) is not { } found)
            return false;
        Keep(found.Again(simulator.NextId()));
        return true;
    }

    internal void Raise(RepositoryScope scope, string name, string? action, Func<object> members)
    {
        if (Url is null || !simulator.App.Events.Contains(name) || simulator.Installations.Of(scope.Repository.Owner) is not { SuspendedAt: null } installation
            || !installation.Covers(scope.Repository))
            return;
        var payload = JsonSerializer.SerializeToNode(members(), Json.Options)!.AsObject();
        payload["repository"] = JsonSerializer.SerializeToNode(RepositoryJson.Of(scope.Repository, scope.Urls, Caller.Anonymous), Json.Options);
        payload["organization"] = JsonSerializer.SerializeToNode(OwnerJson.Organization(scope.Repository.Owner, scope.Urls), Json.Options);
        payload["sender"] = JsonSerializer.SerializeToNode(OwnerJson.Of(scope.Actor, scope.Urls), Json.Options);
        payload["installation"] = JsonSerializer.SerializeToNode(Short(installation), Json.Options);
        Send(name, action, installation, scope.Repository.Id, JsonSerializer.SerializeToUtf8Bytes(payload));
    }

    /// <summary>Tells about an installation itself; every App gets these.</summary>
    internal void Raise(Installation installation, string what)
    {
        if (Url is null)
            return;
        Tell(installation, "installation", what, new { Repositories = View(simulator.Repositories.Of(installation.Account).Where(installation.Covers)) });
    }

    /// <summary>Tells that other repositories are selected: one webhook of those that came, one of those that went.</summary>
    internal void RaiseSelected(Installation installation, IReadOnlySet<long>? before)
    {
        if (Url is null)
            return;
        var all = simulator.Repositories.Of(installation.Account);
        foreach (var (action, changed) in new[]
        {
            ("added", all.Where(each => installation.Covers(each) && before?.Contains(each.Id) is false).ToList()),
            ("removed", all.Where(each => !installation.Covers(each) && before?.Contains(each.Id) is not false).ToList()),
        })
        {
            if (changed.Count > 0)
            {
                Tell(installation, "installation_repositories", action, new
                {
                    installation.RepositorySelection,
                    RepositoriesAdded = View(action is "added" ? changed : []),
                    RepositoriesRemoved = View(action is "removed" ? changed : []),
                    Requester = (object?)null,
                });
            }
        }
    }

    private static IEnumerable<object> View(IEnumerable<Repository> repositories) => repositories
        .Select(repository => new { repository.Id, NodeId = NodeIds.Of("R", repository.Id), repository.Name, repository.FullName, Private = repository.IsPrivate });

    private void Tell(Installation installation, string name, string action, object members)
    {
        var urls = simulator.OwnUrls;
        var payload = JsonSerializer.SerializeToNode(members, Json.Options)!.AsObject();
        payload["action"] = action;
        payload["installation"] = JsonSerializer.SerializeToNode(InstallationJson.Of(installation, simulator, urls), Json.Options);
        payload["sender"] = JsonSerializer.SerializeToNode(OwnerJson.Of(simulator.Admin, urls), Json.Options);
        Send(name, action, installation, null, JsonSerializer.SerializeToUtf8Bytes(payload));
    }

    internal void Sent() => Interlocked.Decrement(ref pending);

    private static object Short(Installation installation) => new { installation.Id, NodeId = NodeIds.Of("MDI", installation.Id) };

    private void Send(string name, string? action, Installation installation, long? repositoryId, byte[] payload)
    {
        bool Falls(double probability) => probability > 0 && dice.NextDouble() < probability;

        bool lost, doubled, late;
        lock (gate)
            (lost, doubled, late) = (Falls(Faults.Lost), Falls(Faults.Doubled), Falls(Faults.OutOfOrder));
        if (lost)
            return;
        var delivery = new Delivery(payload)
        {
            Id = simulator.NextId(),
            DeliveryId = Guid.NewGuid(),
            Event = name,
            Action = action,
            InstallationId = installation.Id,
            RepositoryId = repositoryId,
        };
        if (late && Interlocked.CompareExchange(ref heldBack, delivery, null) is null)
            return;
        Keep(delivery);
        if (doubled)
            Enqueue(delivery);
        if (Interlocked.Exchange(ref heldBack, null) is { } older)
            Keep(older);
    }

    private void Keep(Delivery delivery)
    {
        lock (gate)
        {
            kept.AddFirst(delivery);
            if (kept.Count > MostKept)
                kept.RemoveLast();
        }

        Enqueue(delivery);
    }

    private void Enqueue(Delivery delivery)
    {
        Interlocked.Increment(ref pending);
        queue.Writer.TryWrite(delivery);
    }
}
