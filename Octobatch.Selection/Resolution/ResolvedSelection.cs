using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults.Paging;

namespace Octobatch.Selections.Resolution;

/// <summary>Everything that a selection considered. Targets are made as they are read, so that only one stands in memory at a time.</summary>
internal sealed class ResolvedSelection(
    IReadOnlyList<Candidate> candidates, Selection selection, IReadOnlyDictionary<long, InstallationState> installations)
{
    public int Considered => candidates.Count;

    public IEnumerable<Target> Targets => candidates.Select(candidate => Verdict.Of(candidate, selection, installations));

    /// <summary>How many for each reason.</summary>
    public ResolutionCounts Count()
    {
        var byReason = candidates.GroupBy(Code).ToDictionary(group => group.Key, group => group.Count());
        return new(candidates.Count, byReason.GetValueOrDefault(ReasonCode.Selected), byReason);
    }

    /// <summary>Up to <paramref name="limit"/> targets after the cursor, and one more that tells whether there is another page.</summary>
    public List<Target> Page(RepositoryCursor? after, int limit, bool? included)
    {
        var rest = candidates.SkipWhile(candidate => after is not null && RepositoryOrder.Compare(RepositoryOrder.Of(candidate), after) <= 0);
        return [.. rest.Select(candidate => Verdict.Of(candidate, selection, installations))
            .Where(target => included is null || target.Included == included).Take(limit + 1)];
    }

    private ReasonCode Code(Candidate candidate) =>
        Verdict.Against(candidate, installations) ?? (candidate.Taken ? ReasonCode.Selected : ReasonCode.NotInSample);
}

/// <param name="Considered">Repositories that any entry of <c>select</c> takes or names.</param>
/// <param name="Included">Those of them that are targets.</param>
/// <param name="ByReason">How many for each reason; they add up to <paramref name="Considered"/>.</param>
public sealed record ResolutionCounts(int Considered, int Included, IReadOnlyDictionary<ReasonCode, int> ByReason);
