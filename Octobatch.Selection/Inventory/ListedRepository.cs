namespace Octobatch.Selections.Inventory;

/// <summary>A repository as lists show it.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="HeadCommit">Of the default branch; null when it is empty, or has not been asked for since it moved.</param>
/// <param name="Properties">Custom properties, each with its values.</param>
/// <param name="SizeKb">Kilobytes, as GitHub counts them.</param>
public sealed record ListedRepository(
    string Repository, long Id, long InstallationId, string DefaultBranch, string? HeadCommit, string Visibility, bool Archived, bool Fork,
    bool Template, bool Disabled, string? Language, IReadOnlyList<string> Languages, IReadOnlyList<string> Topics,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Properties, long SizeKb, long Stars, DateTimeOffset? PushedAt)
{
    public static ListedRepository Of(Repository r) => new(
        r.FullName, r.Id, r.InstallationId, r.DefaultBranch, r.HeadCommit, r.Visibility, r.Archived, r.Fork,
        r.Template, r.Disabled, r.Language, r.Languages!, r.Topics, r.Properties!, r.SizeKb, r.Stars, r.PushedAt);
}
