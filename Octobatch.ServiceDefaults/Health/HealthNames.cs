namespace Octobatch.ServiceDefaults.Health;

/// <summary>The four dependencies that every service checks, as they stand in <c>/healthz</c>.</summary>
public static class HealthNames
{
    public const string Postgres = "postgres";
    public const string Redis = "redis";
    public const string BlobStore = "blobstore";
    public const string GitHubApi = "github_api";

    /// <summary>Beside the four: what only <c>/readyz</c> asks.</summary>
    internal const string ReadyTag = "ready";

    internal const string DependencyTag = "dependency";
}
