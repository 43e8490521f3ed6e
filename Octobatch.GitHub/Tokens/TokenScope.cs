using System.Globalization;

namespace Octobatch.GitHub.Tokens;

/// <summary>What a token may do, when it shall do less than the installation may. Equal scopes share a token and its ETags.</summary>
public sealed class TokenScope : IEquatable<TokenScope>
{
    /// <summary>Everything that the installation may.</summary>
    public static readonly TokenScope Full = new([], new Dictionary<string, string>(StringComparer.Ordinal));

    /// <param name="repositoryIds">At most 500 (GitHub's limit); none: all that the installation covers.</param>
    /// <param name="permissions">Such as <c>contents</c> to <c>write</c>; none: all that the installation has.</param>
    public TokenScope(IEnumerable<long> repositoryIds, IEnumerable<KeyValuePair<string, string>> permissions)
    {
        RepositoryIds = [.. repositoryIds.Distinct().Order()];
        Permissions = new SortedDictionary<string, string>(permissions.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        Key = string.Join(',', RepositoryIds.Select(id => id.ToString(CultureInfo.InvariantCulture)))
            + "|" + string.Join(',', Permissions.Select(permission => $"{permission.Key}={permission.Value}"));
    }

    /// <summary>In order, each once.</summary>
    public IReadOnlyList<long> RepositoryIds { get; }

    public IReadOnlyDictionary<string, string> Permissions { get; }

    /// <summary>The same for equal scopes and for no others.</summary>
    public string Key { get; }

    public bool IsFull => RepositoryIds.Count == 0 && Permissions.Count == 0;

    public bool Equals(TokenScope? other) => other?.Key == Key;

    public override bool Equals(object? obj) => Equals(obj as TokenScope);

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => IsFull ? "full" : Key;
}
