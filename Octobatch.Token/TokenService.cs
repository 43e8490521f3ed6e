using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.Tokens.App;
using Octobatch.Tokens.Installations;

namespace Octobatch.Tokens;

/// <summary>The token service, as it runs alone, in Standalone and in tests. It alone has the GitHub App's private key.</summary>
public static class TokenService
{
    public static void AddTokenService(this WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults(OctobatchService.Token, typeof(TokenService).Assembly);
        // Without it an activity and a log scope are made for every request, although nothing is logged of it. Traces are made all the same.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.AddSettings<AppSettings>();
        builder.AddSettings<TokenSettings>();
        builder.Services.AddHttpClient(AppClient.Client, http => http.Timeout = AppClient.Limit)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // the JWT goes to the configured host and nowhere else
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        builder.Services
            .AddSingleton<GitHubClock>().AddSingleton<AppJwt>().AddSingleton<AppFailures>().AddSingleton<AppClient>()
            .AddSingleton<TokenCache>().AddSingleton<Refusals>().AddSingleton<TokenVault>().AddSingleton<SharedTokens>()
            .AddSingleton<TokenMint>().AddSingleton<TokenMetrics>().AddSingleton<TokenSource>().AddSingleton<TokenEndpoints>()
            .AddSingleton<TokenAudit>().AddSingleton<ForgetChannel>();
        builder.Services
            .AddHostedService(services => services.GetRequiredService<TokenAudit>())
            .AddHostedService(services => services.GetRequiredService<ForgetChannel>())
            .AddHostedService<InstallationEvents>().AddHostedService<AppCheck>();
    }

    public static void MapTokenService(this WebApplication app)
    {
        app.MapServiceDefaults();
        TokenEndpoints.Map(app);
        app.MapApp();
    }
}
