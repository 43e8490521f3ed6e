namespace Octobatch.Selections.Resolution;

/// <summary>What of an installation decides about its repositories.</summary>
/// <param name="Missing">Permissions that publishing needs and that are not granted, such as <c>contents: write</c>.</param>
internal sealed record InstallationState(string Account, bool Suspended, IReadOnlyList<string> Missing)
{
    // For branches and commits, and for pull requests. What one change needs beyond that (workflows) shows in its plan.
    private static readonly string[] Needed = ["contents", "pull_requests"];

    public static IReadOnlyList<string> MissingOf(IReadOnlyDictionary<string, string> permissions) =>
        [.. Needed.Where(name => permissions.GetValueOrDefault(name) is not ("write" or "admin")).Select(name => $"{name}: write")];
}
