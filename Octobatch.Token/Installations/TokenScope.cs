using System.Text;
using System.Text.Json;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// What a token may do, in one canonical form: repository ids and permissions apart from each other, sorted, without repetitions.
/// Equal scopes have equal <see cref="Canonical"/>; different ones never do. Made from copies; what a caller passed stays as it is.
/// </summary>
public sealed class TokenScope
{
    /// <summary>All that the installation may do.</summary>
    public static readonly TokenScope Whole = new([], []);

    private readonly long[] repositories;
    private readonly KeyValuePair<string, string>[] permissions;

    public TokenScope(IEnumerable<long> repositoryIds, IEnumerable<KeyValuePair<string, string>> permissions)
    {
        repositories = [.. repositoryIds.Distinct().Order()];
        this.permissions = [.. permissions.OrderBy(p => p.Key, StringComparer.Ordinal)];
        Canonical = Write();
    }

    /// <summary>Such as <c>repository_ids=5,9;permissions=contents:write,metadata:read</c>; empty for <see cref="Whole"/>.</summary>
    public string Canonical { get; }

    /// <summary>The body of GitHub's request, or null when nothing is narrowed.</summary>
    public byte[]? Body()
    {
        if (Canonical.Length == 0)
            return null;
        var body = new Dictionary<string, object>(StringComparer.Ordinal);
        if (repositories.Length > 0)
            body["repository_ids"] = repositories;
        if (permissions.Length > 0)
            body["permissions"] = permissions.ToDictionary();
        return JsonSerializer.SerializeToUtf8Bytes(body);
    }

    private string Write()
    {
        var text = new StringBuilder();
        if (repositories.Length > 0)
            text.Append("repository_ids=").AppendJoin(',', repositories);
        if (permissions.Length > 0)
            text.Append(text.Length > 0 ? ";" : "").Append("permissions=").AppendJoin(',', permissions.Select(p => $"{p.Key}:{p.Value}"));
        return text.ToString();
    }
}
