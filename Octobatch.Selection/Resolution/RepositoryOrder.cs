using Octobatch.Selections.Inventory;
using Octobatch.ServiceDefaults.Paging;

namespace Octobatch.Selections.Resolution;

/// <summary>The order of lists, as the database has it.</summary>
internal static class RepositoryOrder
{
    public static RepositoryCursor Of(Candidate candidate) => RepositoryCursor.Of(candidate.Owner, candidate.Name, candidate.Id ?? 0);

    public static int Compare(RepositoryCursor a, RepositoryCursor b)
    {
        var owner = string.CompareOrdinal(a.OwnerKey, b.OwnerKey);
        if (owner != 0)
            return owner;
        var name = string.CompareOrdinal(a.NameKey, b.NameKey);
        return name != 0 ? name : a.Id.CompareTo(b.Id);
    }
}
