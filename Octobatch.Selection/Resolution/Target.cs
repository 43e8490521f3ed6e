using System.Text.Json.Serialization;

namespace Octobatch.Selections.Resolution;

/// <summary>A repository that a selection considered, and why it is in or out.</summary>
/// <param name="Repository"><c>owner/name</c> as GitHub has it now; as it was written when nobody knows it.</param>
/// <param name="Reason">In words.</param>
/// <param name="ReasonCode">The same for programs.</param>
/// <param name="Entry">Which entry of <c>select</c> took or named it, from 0; the first, when several did.</param>
public sealed record Target(string Repository, bool Included, string Reason, ReasonCode ReasonCode, int Entry)
{
    /// <summary>GitHub's number; null when nobody knows it.</summary>
    public long? RepositoryId { get; init; }

    public string? NodeId { get; init; }

    public long? InstallationId { get; init; }

    public string? DefaultBranch { get; init; }

    /// <summary>Which entry of <c>exclude</c> dropped it, from 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Exclude { get; init; }

    /// <summary>The former name by which it was named.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RenamedFrom { get; init; }

    /// <summary>What its installation would have to grant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? MissingPermissions { get; init; }
}
