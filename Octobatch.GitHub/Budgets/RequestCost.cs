using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>What a request draws from an installation's limits.</summary>
/// <param name="Resource">Which primary limit, and so which points.</param>
/// <param name="Points">Of the secondary limit: 1 for a read, 5 for a REST write and for each mutation.</param>
/// <param name="Content">Content units; 0 when GitHub counts it as none.</param>
/// <param name="Writes">Whether it waits in the writers' order.</param>
public readonly record struct RequestCost(GitHubResource Resource, int Points, int Content, bool Writes)
{
    public const int PointsPerWrite = 5;

    public static RequestCost Read(GitHubResource resource) => new(resource, 1, 0, Writes: false);

    public static RequestCost Write(GitHubResource resource, int mutations, int content) =>
        new(resource, PointsPerWrite * Math.Max(1, mutations), content, Writes: true);
}
