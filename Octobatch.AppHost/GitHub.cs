namespace Octobatch.AppHost;

/// <summary>The GitHub that the services talk to, and who they are there.</summary>
internal interface IGitHub
{
    /// <summary>Tells a service where GitHub is.</summary>
    void Reach(IResourceBuilder<ProjectResource> service);

    /// <summary>Gives the token service, and nothing else, the App's id and private key.</summary>
    void GiveApp(IResourceBuilder<ProjectResource> token);

    /// <summary>Gives the gateway, and nothing else, the secret that webhooks are signed with.</summary>
    void GiveWebhookSecret(IResourceBuilder<ProjectResource> gateway);
}

/// <summary>Adds GitHub and hands it to the services.</summary>
internal static class GitHubExtensions
{
    /// <summary>A real GitHub App by parameters, or the simulator with <c>--github simulator</c>.</summary>
    /// <exception cref="DistributedApplicationException">The setting <c>github</c> has another value.</exception>
    public static IGitHub AddGitHub(this IDistributedApplicationBuilder builder) => builder.Configuration["github"] switch
    {
        null or "" => new GitHubApp(builder),
        "simulator" when builder.ExecutionContext.IsRunMode => new SimulatedGitHub(builder),
        "simulator" => throw new DistributedApplicationException("The GitHub simulator runs here only; it is not published."),
        var other => throw new DistributedApplicationException($"--github {other} is not understood; the only value is simulator."),
    };

    /// <inheritdoc cref="IGitHub.Reach" />
    public static IResourceBuilder<ProjectResource> WithGitHub(this IResourceBuilder<ProjectResource> service, IGitHub github)
    {
        github.Reach(service);
        return service;
    }

    /// <inheritdoc cref="IGitHub.GiveApp" />
    public static IResourceBuilder<ProjectResource> WithGitHubApp(this IResourceBuilder<ProjectResource> token, IGitHub github)
    {
        github.GiveApp(token);
        return token;
    }

    /// <inheritdoc cref="IGitHub.GiveWebhookSecret" />
    public static IResourceBuilder<ProjectResource> WithGitHubWebhooks(this IResourceBuilder<ProjectResource> gateway, IGitHub github)
    {
        github.GiveWebhookSecret(gateway);
        return gateway;
    }
}

/// <summary>GitHub.com or a GitHub Enterprise Server; the dashboard asks for the credentials that no setting has.</summary>
internal sealed class GitHubApp(IDistributedApplicationBuilder builder) : IGitHub
{
    private readonly IResourceBuilder<ParameterResource> _apiBaseUrl =
        builder.AddSetting("github-api-base-url", "https://api.github.com");
    private readonly IResourceBuilder<ParameterResource> _appId = builder.AddParameter("github-app-id");
    private readonly IResourceBuilder<ParameterResource> _privateKey = builder.AddParameter("github-app-private-key", secret: true);
    private readonly IResourceBuilder<ParameterResource> _webhookSecret = builder.AddParameter("github-webhook-secret", secret: true);

    public void Reach(IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("OCTOBATCH_GITHUB_API_BASE_URL", _apiBaseUrl);

    public void GiveApp(IResourceBuilder<ProjectResource> token) =>
        token.WithEnvironment("OCTOBATCH_GITHUB_APP_ID", _appId)
            .WithEnvironment("OCTOBATCH_GITHUB_APP_PRIVATE_KEY", _privateKey);

    public void GiveWebhookSecret(IResourceBuilder<ProjectResource> gateway) =>
        gateway.WithEnvironment("OCTOBATCH_GITHUB_WEBHOOK_SECRET", _webhookSecret);
}

/// <summary>The simulator on port 8004; its App has id 1, and key and webhook secret lie in its data folder.</summary>
internal sealed class SimulatedGitHub : IGitHub
{
    private readonly IResourceBuilder<ProjectResource> _simulator;
    private readonly string _data;

    public SimulatedGitHub(IDistributedApplicationBuilder builder)
    {
        _data = Path.GetFullPath(
            builder.Configuration["simulator-data"] ?? Path.Combine("..", ".octobatch", "apphost-simulator"), builder.AppHostDirectory);
        _simulator = builder.AddProject<Projects.Octobatch_GitHubSimulator>("github", launchProfileName: null)
            .WithHttpEndpoint(port: 8004)
            .WithHttpHealthCheck("/meta", endpointName: "http");
        var port = _simulator.GetEndpoint("http").Property(EndpointProperty.TargetPort);
        _simulator.WithArgs("--data", _data, "--url", ReferenceExpression.Create($"http://localhost:{port}"));
    }

    public void Reach(IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("OCTOBATCH_GITHUB_API_BASE_URL", _simulator.GetEndpoint("http")).WaitFor(_simulator);

    public void GiveApp(IResourceBuilder<ProjectResource> token) =>
        token.WithEnvironment("OCTOBATCH_GITHUB_APP_ID", "1")
            .WithEnvironment("OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH", Path.Combine(_data, "github-app.pem"));

    // Read when the gateway starts, which is after the simulator is healthy and has made it.
    public void GiveWebhookSecret(IResourceBuilder<ProjectResource> gateway) =>
        gateway.WithEnvironment("OCTOBATCH_GITHUB_WEBHOOK_SECRET", () => File.ReadAllText(Path.Combine(_data, "webhook-secret")).Trim());
}
