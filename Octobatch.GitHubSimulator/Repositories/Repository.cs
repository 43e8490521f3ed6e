using System.Collections.Concurrent;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Pulls;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.Repositories;

/// <summary>A repository's settings, as its people see and change them.</summary>
public sealed class Repository(long id, Owner owner, string name, DateTimeOffset createdAt)
{
    /// <summary>Held while its git or its pull requests are read or changed.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>The number that survives renames; below 2^31, because GraphQL's <c>databaseId</c> is a 32-bit integer.</summary>
    public long Id => id;

    /// <summary>Whose it is.</summary>
    public Owner Owner { get; internal set; } = owner;

    /// <summary>Its name without the owner.</summary>
    public string Name { get; internal set; } = name;

    /// <summary>The full names that it had before, oldest first.</summary>
    public List<string> FormerNames { get; } = [];

    /// <summary><c>owner/name</c>.</summary>
    public string FullName => $"{Owner.Login}/{Name}";

    /// <summary>One line about it.</summary>
    public string? Description { get; set; }

    /// <summary>The language with the most bytes.</summary>
    public string? Language { get; set; }

    /// <summary><c>public</c>, <c>private</c> or <c>internal</c>.</summary>
    public string Visibility { get; set; } = "public";

    /// <summary>Not public.</summary>
    public bool IsPrivate => Visibility is not "public";

    /// <summary>Read-only, as an owner chose.</summary>
    public bool IsArchived { get; set; }

    /// <summary>Switched off by GitHub.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>Gone for good.</summary>
    public bool IsDeleted { get; internal set; }

    /// <summary>A copy of another repository.</summary>
    public bool IsFork { get; set; }

    /// <summary>The branch that pull requests aim at.</summary>
    public string DefaultBranch { get; set; } = "main";

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Topics { get; set; } = [];

    /// <summary>The organisation's custom properties and their values here.</summary>
    public IReadOnlyDictionary<string, string> CustomProperties { get; set; } = new Dictionary<string, string>();

    /// <summary>The protected branches by name.</summary>
    public IDictionary<string, BranchProtection> Protections { get; } = new ConcurrentDictionary<string, BranchProtection>();

    /// <summary>The rules for its branches.</summary>
    public IReadOnlyList<Ruleset> Rulesets { get; internal set; } = [];

    /// <summary>How many people starred it.</summary>
    public int Stars { get; set; }

    /// <summary>Whether pull requests may be merged by GitHub as soon as they can be.</summary>
    public bool AllowAutoMerge { get; set; } = true;

    /// <summary>How pull requests may be merged: <c>merge</c>, <c>squash</c>, <c>rebase</c>.</summary>
    public IReadOnlySet<string> MergeMethods { get; set; } = new HashSet<string> { "merge", "squash", "rebase" };

    /// <summary>Its pull requests, oldest first; read and changed while <see cref="Gate"/> is held.</summary>
    internal List<PullRequest> Pulls { get; } = [];

    /// <summary>Its labels.</summary>
    internal List<Label> Labels { get; } =
        [new(1, "bug", "d73a4a", "Something isn't working"), new(2, "dependencies", "0366d6", "Updates a dependency file")];

    /// <summary>The runs of checks on its commits, oldest first.</summary>
    internal List<CheckRun> CheckRuns { get; } = [];

    /// <summary>What outside systems said about its commits, oldest first.</summary>
    internal List<CommitStatus> Statuses { get; } = [];

    /// <summary>Kilobytes on disk.</summary>
    public long SizeKilobytes { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; } = createdAt;

    /// <summary>When its settings last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; } = createdAt;

    /// <summary>When a branch last moved.</summary>
    public DateTimeOffset PushedAt { get; set; } = createdAt;

    internal int NextNumber() => Pulls.Count is 0 ? 1 : Pulls[^1].Number + 1;

    internal PullRequest? PullNumbered(long number) => Pulls.FirstOrDefault(pull => pull.Number == number);

    internal Label? LabelNamed(string name) =>
        Labels.FirstOrDefault(label => label.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
