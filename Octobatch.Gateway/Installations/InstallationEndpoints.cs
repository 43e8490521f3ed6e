using Octobatch.Gateway.Proxy;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Installations;

/// <summary>Where the GitHub App is installed, with what is left of GitHub's limits there.</summary>
internal static class InstallationEndpoints
{
    public static void MapInstallations(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/installations", ListAsync).RequireRole(CallerRole.Viewer)
            .WithName("ListInstallations").WithSummary("List where the GitHub App is installed, with budgets and what is left of them").WithTags("selection")
            .WithMetadata(new ForwardedAnswer(["after", "limit"], "application/json")).Produces(StatusCodes.Status200OK)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status502BadGateway);

    private static async Task<IResult> ListAsync(HttpContext http, InstallationList installations, CancellationToken cancellation) =>
        await installations.ReadAsync(http.Request.QueryString, cancellation);
}
