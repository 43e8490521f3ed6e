using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Control;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Installations;
using Octobatch.GitHubSimulator.Limits;

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
        builder.Services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    /// <summary>Maps REST at the root and under <c>/api/v3</c>, and the control API under <c>/_simulator</c>.</summary>
    public static WebApplication MapGitHubSimulator(this WebApplication app)
    {
        app.UsePathBase("/api/v3");
        app.UseRouting();
        ControlEndpoints.Map(app);

        var routes = new Routes(app, app.Services.GetRequiredService<Pipeline>());
        AppEndpoints.Map(routes);
        InstallationEndpoints.Map(routes);
        MetaEndpoints.Map(routes);
        routes.Rest();
        return app;
    }
}
