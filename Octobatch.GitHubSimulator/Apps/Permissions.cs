using System.Collections.Frozen;

namespace Octobatch.GitHubSimulator.Apps;

/// <summary>How much a permission allows; each level includes those before it.</summary>
public enum Access
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>To see.</summary>
    Read,

    /// <summary>To see and to change.</summary>
    Write,

    /// <summary>To see, to change and to administrate.</summary>
    Admin,
}

/// <summary>A set of permissions by GitHub's names, such as <c>contents: write</c>.</summary>
public sealed class Permissions
{
    private readonly FrozenDictionary<string, Access> levels;

    private Permissions(IEnumerable<KeyValuePair<string, Access>> levels)
    {
        this.levels = levels.ToFrozenDictionary();
        Json = this.levels.OrderBy(level => level.Key, StringComparer.Ordinal)
            .ToDictionary(level => level.Key, level => Name(level.Value));
    }

    /// <summary>What Octobatch's App asks for: every permission that one of its features needs.</summary>
    public static Permissions OfApp { get; } = Of(
        ("administration", Access.Read), ("checks", Access.Read), ("contents", Access.Write), ("issues", Access.Write),
        ("members", Access.Read), ("metadata", Access.Read), ("organization_custom_properties", Access.Read),
        ("pull_requests", Access.Write), ("statuses", Access.Read), ("workflows", Access.Write));

    /// <summary>The same as GitHub writes it, sorted by name.</summary>
    public IReadOnlyDictionary<string, string> Json { get; }

    /// <summary>A set made of the given levels.</summary>
    public static Permissions Of(params IEnumerable<(string Name, Access Access)> levels) =>
        new(levels.Select(level => KeyValuePair.Create(level.Name, level.Access)));

    /// <summary>Reads GitHub's form.</summary>
    /// <returns>The set, or null when a level is none of <c>read</c>, <c>write</c> and <c>admin</c>.</returns>
    public static Permissions? Parse(IEnumerable<KeyValuePair<string, string>> json)
    {
        var read = json.Select(pair => (pair.Key, Access: Level(pair.Value))).ToList();
        return read.Exists(level => level.Access is Access.None) ? null : Of(read);
    }

    /// <summary>Whether <paramref name="name"/> is granted at all.</summary>
    public bool Has(string name) => levels.ContainsKey(name);

    /// <summary>Whether <paramref name="name"/> is granted at <paramref name="access"/> or above.</summary>
    public bool Covers(string name, Access access) => levels.GetValueOrDefault(name) >= access;

    /// <summary>These, with <c>metadata: read</c>, which GitHub adds to every token.</summary>
    public Permissions WithMetadata() =>
        Has("metadata") ? this : new(levels.Append(KeyValuePair.Create("metadata", Access.Read)));

    /// <summary>
    /// What of <paramref name="wanted"/> these do not grant, in GitHub's words; null when all of it is granted.
    /// </summary>
    public string? RefusalOf(Permissions wanted)
    {
        if (wanted.levels.Keys.Any(name => !Has(name)))
            return "The permissions requested are not granted to this installation.";
        return wanted.levels.Any(level => !Covers(level.Key, level.Value))
            ? "The level of access for permissions requested are not granted to this installation."
            : null;
    }

    private static string Name(Access access) => access switch
    {
        Access.Read => "read",
        Access.Write => "write",
        _ => "admin",
    };

    private static Access Level(string? name) => name switch
    {
        "read" => Access.Read,
        "write" => Access.Write,
        "admin" => Access.Admin,
        _ => Access.None,
    };
}
