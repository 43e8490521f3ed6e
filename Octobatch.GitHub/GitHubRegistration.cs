using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Conditional;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Http;
using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.GitHub;

public static class GitHubRegistration
{
    /// <summary>Registers <see cref="GitHubClient"/>. Comes after AddServiceDefaults.</summary>
    /// <param name="writes">
    /// Whether this service changes anything on GitHub: then its schema gets the write budget's tables, and <see cref="WriteBudget"/> is there
    /// for its claims.
    /// </param>
    public static void AddGitHub(this WebApplicationBuilder builder, bool writes)
    {
        builder.AddSettings<LimitSettings>();
        builder.AddSettings<RequestSettings>();
        builder.AddServiceClient<TokenAddress>(OctobatchService.Token);
        builder.Services.AddHttpClient(GitHubTransport.Client)
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan) // each request has its own deadline
            .ConfigurePrimaryHttpMessageHandler(Handler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        if (writes)
        {
            builder.AddScripts(typeof(GitHubRegistration).Assembly);
            builder.Services.AddSingleton<WriteBudget>().AddSingleton(services => new BudgetReader(
                services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<SharedBudget>(), services.GetRequiredService<LimitSettings>(),
                services.GetRequiredService<TimeProvider>()));
        }

        builder.Services.AddMetrics();
        builder.Services
            .AddSingleton(services => new GitHubAddress(services.GetRequiredService<GitHubSettings>().ApiBaseUrl))
            .AddSingleton<BudgetMetrics>().AddSingleton<SharedBudget>()
            .AddSingleton(services => new RequestBudget(
                services.GetRequiredService<LimitSettings>(), services.GetRequiredService<SharedBudget>(), services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<BudgetMetrics>(), services.GetRequiredService<ILogger<RequestBudget>>(), services.GetService<WriteBudget>()))
            .AddSingleton<AnswerCache>().AddSingleton<TokenServiceClient>().AddSingleton<InstallationTokens>()
            .AddSingleton<GitHubTransport>().AddSingleton<GitHubPipeline>()
            .AddSingleton(services => new GitHubClient(
                services.GetRequiredService<GitHubPipeline>(), services.GetRequiredService<RequestSettings>()));
    }

    /// <summary>Redirects are followed by hand, so that no token goes along to another host.</summary>
    internal static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        UseCookies = false,
    };
}
