using Octobatch.Selections.Resolution;

namespace Octobatch.Selections.Snapshots;

/// <summary>A resolution as it was at one moment, kept so that a run can always say what it was based on.</summary>
/// <param name="Id">Chosen by who asked for it.</param>
/// <param name="Counts">The reasons add up to what was considered.</param>
/// <param name="Sha256">Of the lines that <c>GET /internal/snapshots/{id}/targets</c> gives, in hexadecimal.</param>
public sealed record Snapshot(Guid Id, SelectionRequest Selection, ResolutionCounts Counts, string Sha256, DateTimeOffset CreatedAt);
