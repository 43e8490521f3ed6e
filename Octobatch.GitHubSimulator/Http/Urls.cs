namespace Octobatch.GitHubSimulator.Http;

/// <summary>The bases of the URLs in an answer, which follow the address that the caller used.</summary>
/// <param name="Root">For people and git, such as <c>http://localhost:8004</c>.</param>
/// <param name="Api">For the REST API: the root, or <c>{root}/api/v3</c> as on a GitHub Enterprise Server.</param>
internal sealed record Urls(string Root, string Api)
{
    public static Urls Of(HttpRequest request)
    {
        var root = $"{request.Scheme}://{request.Host}";
        return new Urls(root, root + request.PathBase);
    }
}
