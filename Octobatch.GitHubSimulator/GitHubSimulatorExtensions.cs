using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.Control;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.GraphQl;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Installations;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.People;
using Octobatch.GitHubSimulator.Pulls;
using Octobatch.GitHubSimulator.Repositories;
using Octobatch.GitHubSimulator.Rules;
using Octobatch.GitHubSimulator.Users;
using Octobatch.GitHubSimulator.Webhooks;

namespace Octobatch.GitHubSimulator;

/// <summary>The pair that puts a simulated GitHub into a web application of its own.</summary>
public static class GitHubSimulatorExtensions
{
    /// <summary>Adds the simulator. Its clock is the registered <see cref="TimeProvider"/>, the system's unless told.</summary>
    public static WebApplicationBuilder AddGitHubSimulator(this WebApplicationBuilder builder, SimulatorOptions options)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<Simulator>();
        builder.Services.AddSingleton<Pipeline>();
        builder.Services.AddSingleton<GraphQlServer>();
        builder.Services.AddHostedService<WebhookSender>();
        builder.Services.AddHostedService<PlayedPeople>();
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    /// <summary>Maps REST at the root and under <c>/api/v3</c>, GraphQL, git, and the control API under <c>/_simulator</c>.</summary>
    public static WebApplication MapGitHubSimulator(this WebApplication app)
    {
        app.UsePathBase("/api/v3");
        app.Use(RepositoriesById);
        app.UseRouting();
        ControlEndpoints.Map(app);
        PeopleEndpoints.Map(app);
        SignInEndpoints.Map(app);

        var routes = new Routes(app, app.Services.GetRequiredService<Pipeline>());
        AppEndpoints.Map(routes);
        InstallationEndpoints.Map(routes);
        UserEndpoints.Map(routes);
        WebhookEndpoints.Map(routes);
        PullEndpoints.Map(routes);
        IssueEndpoints.Map(routes);
        CheckEndpoints.Map(routes);
        MetaEndpoints.Map(routes);
        RepositoryEndpoints.Map(routes);
        RefEndpoints.Map(routes);
        ObjectEndpoints.Map(routes);
        ContentEndpoints.Map(routes);
        BranchEndpoints.Map(routes);
        RuleEndpoints.Map(routes);
        Archives.Map(routes);

        // Building the schema takes a moment, so that is left to the first who asks.
        foreach (var path in new[] { "/graphql", "/api/graphql" })
            routes.Map("POST", path, Need.Nothing, call => app.Services.GetRequiredService<GraphQlServer>().RunAsync(call));
        GitHttp.Map(routes);
        CodeSearch.Map(routes);
        routes.Rest();
        return app;
    }

    /// <summary><c>/repositories/ID/...</c>, where redirects after a rename lead, is the same as the path with the name.</summary>
    private static Task RepositoriesById(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value ?? "";
        if (path.StartsWith("/repositories/", StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', 14);
            var id = end < 0 ? path.AsSpan(14) : path.AsSpan(14, end - 14);
            if (long.TryParse(id, out var number) && http.RequestServices.GetRequiredService<Simulator>().Repositories.TryFind(number, out var repository))
            {
                // UsePathBase has looked for the route of the path as it was.
                http.SetEndpoint(null);
                http.Request.RouteValues.Clear();
                http.Request.Path = $"/repos/{repository.FullName}{(end < 0 ? "" : path[end..])}";
            }
        }

        return next(http);
    }
}
