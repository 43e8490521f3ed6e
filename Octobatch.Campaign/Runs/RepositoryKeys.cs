namespace Octobatch.Campaigns.Runs;

/// <summary>How repositories stand in order and are found: lower case, compared byte by byte, as in the inventory.</summary>
/// <param name="Owner">Of <c>owner_key</c>.</param>
/// <param name="Name">Of <c>name_key</c>.</param>
public readonly record struct RepositoryKeys(string Owner, string Name)
{
    /// <param name="repository"><c>owner/name</c>.</param>
    public static RepositoryKeys Of(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        return new(repository[..slash].ToLowerInvariant(), repository[(slash + 1)..].ToLowerInvariant());
    }
}
