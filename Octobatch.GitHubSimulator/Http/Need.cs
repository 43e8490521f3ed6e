using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>What a route asks of its caller.</summary>
/// <param name="Who">The kind of caller.</param>
/// <param name="Permission">The permission that an installation's token needs, if any.</param>
/// <param name="Access">The level of that permission.</param>
internal sealed record Need(Who Who, string? Permission = null, Access Access = Access.None)
{
    public static Need Nothing { get; } = new(Who.Anyone);

    public static Need App { get; } = new(Who.App);

    public static Need Installation { get; } = new(Who.Installation);

    public static Need User { get; } = new(Who.User);

    /// <summary>Metadata of a repository: anybody for a public one, a token that covers it for the others.</summary>
    public static Need Metadata { get; } = Read("metadata");

    public static Need Read(string permission) => new(Who.Anyone, permission, Access.Read);

    public static Need Write(string permission) => new(Who.Installation, permission, Access.Write);

    /// <summary>Whether the repository of the path decides, so that the route looks at the permission after it has found it.</summary>
    public bool IsOfRepository { get; init; }

    /// <summary>Whether the handler reads the body itself and nothing counts against the API's limits, as with git's own protocol.</summary>
    public bool IsGit { get; init; }

    /// <summary>What of GitHub's content-creating limits it may fall under.</summary>
    public ContentKinds Creates { get; init; }

    /// <summary>Another permission that does as well.</summary>
    public string? Or { get; init; }

    /// <summary>The value of <c>x-accepted-github-permissions</c>.</summary>
    public string? Header { get; } = Permission is null ? null : $"{Permission}={(Access is Access.Read ? "read" : "write")}";
}

/// <summary>The kinds of callers.</summary>
internal enum Who
{
    Anyone,
    App,
    Installation,
    User,
}
