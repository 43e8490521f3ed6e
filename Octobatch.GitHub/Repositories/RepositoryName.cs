namespace Octobatch.GitHub.Repositories;

/// <summary>A repository as users write it: <c>owner/name</c>.</summary>
public readonly record struct RepositoryName(string Owner, string Name)
{
    /// <summary>Its part of a REST path.</summary>
    internal string Path => $"repos/{Uri.EscapeDataString(Owner)}/{Uri.EscapeDataString(Name)}";

    public static RepositoryName Parse(string fullName) =>
        fullName.Split('/') is [{ Length: > 0 } owner, { Length: > 0 } name]
            ? new(owner, name)
            : throw new FormatException($"'{fullName}' is not owner/name");

    public override string ToString() => $"{Owner}/{Name}";
}
