using System.Text.Json;

namespace Octobatch.Selections.Sync;

/// <summary>Where a webhook says to look. An event is a hint, not the truth: order is not guaranteed, and some never arrive.</summary>
internal sealed record EventLook
{
    public static readonly EventLook Nowhere = new();

    /// <summary>The list of installations may have changed.</summary>
    public bool Installations { get; init; }

    public long Installation { get; init; }

    /// <summary>Repositories to look at, by node id.</summary>
    public IReadOnlyList<string> NodeIds { get; init; } = [];

    /// <summary>Those of them whose custom properties may have changed too, which GraphQL does not tell.</summary>
    public IReadOnlyList<string> PropertiesOf { get; init; } = [];

    /// <summary>Repositories that the installation no longer covers.</summary>
    public IReadOnlyList<long> Removed { get; init; } = [];

    public static EventLook Of(string name, ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, SyncJson.Default.Payload) is { } read ? Of(name, read) : Nowhere;
        }
        catch (JsonException)
        {
            return Nowhere; // signed by GitHub and still not what it describes; the next sync finds the truth
        }
    }

    private static EventLook Of(string name, Payload payload) => (name, payload) switch
    {
        ("installation" or "installation_target", _) => new() { Installations = true },
        ("installation_repositories", { Installation: { } installation }) => new()
        {
            Installation = installation.Id,
            NodeIds = NodesOf(payload.RepositoriesAdded),
            PropertiesOf = NodesOf(payload.RepositoriesAdded),
            Removed = [.. (payload.RepositoriesRemoved ?? []).Select(repository => repository.Id)],
        },
        ("repository", { Action: "deleted", Installation: { } installation, Repository: { } repository }) =>
            new() { Installation = installation.Id, Removed = [repository.Id] },
        ("repository" or "custom_property_values", { Installation: { } installation, Repository.NodeId: { } node }) => new()
        {
            Installation = installation.Id,
            NodeIds = [node],
            PropertiesOf = name is "custom_property_values" || payload.Action is "created" or "transferred" ? [node] : [],
        },
        ("push", { Installation: { } installation, Repository.NodeId: { } node, Ref: { } @ref }) when @ref.StartsWith("refs/heads/", StringComparison.Ordinal) =>
            new() { Installation = installation.Id, NodeIds = [node] },
        _ => Nowhere,
    };

    private static List<string> NodesOf(IReadOnlyList<PayloadRepository>? repositories) =>
        [.. (repositories ?? []).Select(repository => repository.NodeId).OfType<string>()];
}
