namespace Octobatch.GitHub.Requests;

/// <summary>Which of GitHub's primary limits a request draws on; its name in <c>x-ratelimit-resource</c>.</summary>
public enum GitHubResource
{
    Core,
    GraphQL,
    Search,
    CodeSearch,
}

internal static class GitHubResources
{
    public static string Name(this GitHubResource resource) => resource switch
    {
        GitHubResource.GraphQL => "graphql",
        GitHubResource.Search => "search",
        GitHubResource.CodeSearch => "code_search",
        _ => "core",
    };

    /// <summary>The secondary limit that it draws on: GraphQL's, or REST's.</summary>
    public static string Ledger(this GitHubResource resource) => resource is GitHubResource.GraphQL ? "graphql" : "core";
}
