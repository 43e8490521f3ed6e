using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;

namespace Octobatch.GitHub;

/// <summary>The way to GitHub for every service: within its limits, with errors as values.</summary>
public sealed class GitHubClient
{
    private readonly GitHubPipeline pipeline;
    private readonly BatchSizes sizes;

    internal GitHubClient(GitHubPipeline pipeline, RequestSettings settings) => (this.pipeline, sizes) = (pipeline, new(settings.BatchSize, settings.WriteBatchSize));

    /// <param name="scope">What its tokens may do; null: everything that the installation may.</param>
    public GitHubInstallation For(long installation, TokenScope? scope = null) =>
        new(installation, scope ?? TokenScope.Full, pipeline, sizes);
}
