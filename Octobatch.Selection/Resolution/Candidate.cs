namespace Octobatch.Selections.Resolution;

/// <summary>What the inventory knows of a repository that a selection considers, and what has been decided about it so far.</summary>
internal sealed class Candidate(string owner, string name)
{
    public string Owner => owner;

    public string Name => name;

    /// <summary>The first entry that takes or names it; moved to the one that includes it when samples let it pass by. Null: none does.</summary>
    public int? Entry { get; set; }

    /// <summary>Null when nobody knows it.</summary>
    public long? Id { get; init; }

    public string? NodeId { get; init; }

    public long InstallationId { get; init; }

    public string? DefaultBranch { get; init; }

    public bool Archived { get; init; }

    public bool Disabled { get; init; }

    public bool OptedOut { get; init; }

    /// <summary>Its place in the order of samples.</summary>
    public long SampleKey { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    public string? RenamedFrom { get; set; }

    /// <summary>The first entry of exclude that takes it.</summary>
    public int? ExcludedBy { get; set; }

    /// <summary>Whether an entry takes it as a whole, or with its sample.</summary>
    public bool Taken { get; set; }
}
