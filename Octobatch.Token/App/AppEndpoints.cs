using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.Tokens.Access;

namespace Octobatch.Tokens.App;

/// <summary>
/// What only the App itself may ask GitHub, for services that need it: the JWT never leaves this one. GitHub's JSON is passed on as it
/// is. Its <c>Link</c> is passed on with the queries alone (<c>&lt;?page=2&gt;; rel="next"</c>), to be resolved against this service.
/// </summary>
internal static class AppEndpoints
{
    private static readonly string[] Paging = ["page", "per_page", "since", "outdated", "cursor", "status"];

    public static void MapApp(this IEndpointRouteBuilder app)
    {
        app.MapGet("/app", (HttpContext http, AppClient github) => GetAsync(http, github, "app"))
            .RequireCallers(OctobatchService.Selection, OctobatchService.Campaign, OctobatchService.Gateway);
        app.MapGet("/app/installations", (HttpContext http, AppClient github) => GetAsync(http, github, "app/installations"))
            .RequireCallers(OctobatchService.Selection);
        app.MapGet("/app/installations/{installation_id}", InstallationAsync).RequireCallers(OctobatchService.Selection);
        app.MapGet("/app/hook/deliveries", (HttpContext http, AppClient github) => GetAsync(http, github, "app/hook/deliveries"))
            .RequireCallers(OctobatchService.Campaign);
        app.MapPost("/app/hook/deliveries/{delivery_id}/attempts", RedeliverAsync).RequireCallers(OctobatchService.Campaign);
    }

    private static Task<IResult> GetAsync(HttpContext http, AppClient github, string path)
    {
        var query = QueryString.Create(http.Request.Query.Where(q => Paging.Contains(q.Key)));
        return PassAsync(http, github, HttpMethod.Get, path + query);
    }

    private static async Task<IResult> InstallationAsync(HttpContext http, AppClient github, string installation_id) =>
        NumberOf(installation_id, "installation id", out var id) ?? await PassAsync(http, github, HttpMethod.Get, $"app/installations/{id}");

    private static async Task<IResult> RedeliverAsync(HttpContext http, AppClient github, string delivery_id) =>
        NumberOf(delivery_id, "delivery id", out var id) ?? await PassAsync(http, github, HttpMethod.Post, $"app/hook/deliveries/{id}/attempts");

    private static Failure? NumberOf(string text, string what, out long id) => Numbers.TryParse(text, out id) ? null : Numbers.Failure(what);

    private static async Task<IResult> PassAsync(HttpContext http, AppClient github, HttpMethod method, string path)
    {
        var outcome = await github.SendAsync(method, path, null, http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        if (outcome.Failed(out var failure, out var answer))
            return failure;
        if (answer.Status >= 400)
            return AppFailures.Refused(answer);
        if (answer.Headers.TryGetValues("Link", out var links))
            http.Response.Headers.Link = QueriesOf(string.Join(", ", links));
        http.Response.StatusCode = answer.Status;
        return new Body(answer.ContentType ?? "application/json", answer.Body);
    }

    // <https://api.github.com/app/installations?page=2>; rel="next"  becomes  <?page=2>; rel="next"
    private static string QueriesOf(string links) => string.Join(", ", links.Split(", ").Select(link =>
        link.IndexOf('?', StringComparison.Ordinal) is > 0 and var query ? "<" + link[query..] : link));

    private sealed class Body(string contentType, byte[] bytes) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = contentType;
            httpContext.Response.ContentLength = bytes.Length;
            return httpContext.Response.Body.WriteAsync(bytes, httpContext.RequestAborted).AsTask();
        }
    }
}
