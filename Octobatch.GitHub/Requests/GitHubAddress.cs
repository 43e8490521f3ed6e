namespace Octobatch.GitHub.Requests;

/// <summary>GitHub's two entrances, from the one setting that names the first.</summary>
public sealed class GitHubAddress
{
    public GitHubAddress(Uri apiBaseUrl)
    {
        var text = apiBaseUrl.AbsoluteUri.TrimEnd('/');
        Rest = new(text + "/");
        // A GitHub Enterprise Server has both below /api; a host without /v3 at its end has GraphQL beside REST, as api.github.com.
        GraphQL = new(text.EndsWith("/api/v3", StringComparison.Ordinal) ? text[..^"v3".Length] + "graphql" : text + "/graphql");
    }

    /// <summary>With a slash at its end.</summary>
    public Uri Rest { get; }

    public Uri GraphQL { get; }

    /// <param name="path">Relative to the REST base, without a slash at its start; or an absolute URL that GitHub gave.</param>
    public Uri Of(string path) => path.StartsWith("https://", StringComparison.Ordinal) || path.StartsWith("http://", StringComparison.Ordinal)
        ? new(path)
        : new(Rest, path.TrimStart('/'));

    /// <summary>Whether credentials may go there.</summary>
    public bool IsOwn(Uri uri) => uri.Scheme == Rest.Scheme && uri.Host == Rest.Host && uri.Port == Rest.Port;
}
