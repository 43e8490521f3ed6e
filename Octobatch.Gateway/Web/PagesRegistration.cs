using Octobatch.Gateway.DataProtection;
using Octobatch.Gateway.SignIn.GitHub;
using Octobatch.Gateway.SignIn.Links;
using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Assets;
using Octobatch.Gateway.Web.Forms;
using Octobatch.Gateway.Web.Frame;
using Octobatch.Gateway.Web.Problems;
using Octobatch.Gateway.Web.Settings;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Web;

/// <summary>The pages that people look at: rendered here for each request, with no state on this side between two of them.</summary>
internal static class PagesRegistration
{
    // As long as the forwarder gives a service.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan GitHubLimit = TimeSpan.FromSeconds(10);

    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProblemDetailsWriter, HtmlProblems>();
        builder.Services.AddRazorComponents();
        builder.Services.AddForgeryProtection();
        builder.Services.AddSharedDataProtection(); // after what would otherwise bring the usual one
        builder.Services.AddHttpContextAccessor();
        builder.AddSettings<GitHubSignInSettings>();
        builder.Services.AddHttpClient(GitHubPeople.ClientName, client =>
        {
            client.Timeout = GitHubLimit;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("octobatch"); // GitHub answers nobody without one
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        builder.Services.AddHttpClient(ApiClient.ClientName, client => client.Timeout = Limit);
        builder.Services.AddSingleton<AssetFiles>().AddSingleton<ApiClient>().AddSingleton<SignInLinks>().AddSingleton<GitHubPeople>().AddSingleton<ServiceHealth>().AddScoped<PageFrame>();
    }
}
