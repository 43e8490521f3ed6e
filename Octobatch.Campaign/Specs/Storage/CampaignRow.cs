using System.Collections.ObjectModel;
using Octobatch.Campaigns.Runs;

namespace Octobatch.Campaigns.Specs.Storage;

/// <summary>A campaign as it is read and answered.</summary>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="SpecVersion">The current one, from 1.</param>
/// <param name="SpecHash">Of the current spec, in lower-case hex.</param>
/// <param name="CreatedBy"><c>key:ID</c>, <c>user:LOGIN</c> or <c>system</c>.</param>
/// <param name="UpdatedAt">When the current spec came.</param>
public sealed record CampaignRow(
    string Name, string Description, string State, int SpecVersion, string SpecHash, DateTimeOffset CreatedAt, string CreatedBy,
    DateTimeOffset UpdatedAt, DateTimeOffset? ClosedAt, string? ClosedBy)
{
    /// <summary>How many changesets are in each state; states that none is in are left out.</summary>
    public IReadOnlyDictionary<string, int> Changesets { get; init; } = ReadOnlyDictionary<string, int>.Empty;

    /// <summary>The newest run; null when there is none.</summary>
    public Run? LatestRun { get; init; }
}

/// <summary>Which version of a campaign's spec counts now.</summary>
/// <param name="SpecHash">In lower-case hex.</param>
public sealed record SpecVersionRow(string Name, int SpecVersion, string SpecHash);

/// <summary>One version of a spec.</summary>
/// <param name="Raw">As it was written, in <paramref name="MediaType"/>.</param>
public sealed record SpecRow(int Version, byte[] Raw, string MediaType, string Normalised);

/// <summary>A spec as it came.</summary>
public sealed record NewSpec(ValidSpec Spec, byte[] Raw, string MediaType);
