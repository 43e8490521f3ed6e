using System.Text.Json;

namespace Octobatch.Selections.Inventory;

/// <summary>A repository as one element of the JSON array from which a statement writes many rows; names are those of the columns.</summary>
internal sealed record RepositoryRow(
    long Id, string NodeId, long InstallationId, string Owner, string Name, string OwnerKey, string NameKey, string DefaultBranch,
    string? HeadCommit, string Visibility, bool Archived, bool Fork, bool Template, bool Disabled, string? Language, string? LanguageKey,
    IEnumerable<string>? Languages, IEnumerable<string> Topics, IReadOnlyDictionary<string, IReadOnlyList<string>>? Properties,
    IEnumerable<string>? PropertyKeys, long SizeKb, long Stars, DateTimeOffset? PushedAt, DateTimeOffset? UpdatedAt, long SampleKey)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static string ToJson(IEnumerable<Repository> repositories) => JsonSerializer.Serialize(repositories.Select(Of), Json);

    private static RepositoryRow Of(Repository r) => new(
        r.Id, r.NodeId, r.InstallationId, r.Owner, r.Name, Keys.Of(r.Owner), Keys.Of(r.Name), r.DefaultBranch,
        r.HeadCommit, r.Visibility, r.Archived, r.Fork, r.Template, r.Disabled, r.Language, r.Language is null ? null : Keys.Of(r.Language),
        r.Languages, r.Topics.Select(Keys.Of), r.Properties,
        r.Properties?.SelectMany(p => p.Value.Select(value => Keys.OfProperty(p.Key, value))).Distinct(),
        r.SizeKb, r.Stars, r.PushedAt, r.UpdatedAt, Keys.OfSample(r.Id));
}
