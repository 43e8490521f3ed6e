using Microsoft.Net.Http.Headers;

namespace Octobatch.Gateway.OpenApi;

/// <summary>
/// <c>/schemas/campaign.v1.json</c>, public: editors complete specs by it and cannot sign in. It is the file by which the campaign service
/// checks specs, embedded here too, so that no call inside is needed.
/// </summary>
internal static class SchemaEndpoints
{
    private const string Campaign = "schemas/campaign.v1.json";

    public static void MapSchemas(this IEndpointRouteBuilder app) =>
        app.MapGet("/" + Campaign, Get).AllowAnonymous()
            .WithName("GetCampaignSchema").WithSummary("Get the JSON Schema of specs").WithTags("schemas")
            .Produces(StatusCodes.Status200OK, contentType: "application/schema+json");

    private static IResult Get(HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers[HeaderNames.AccessControlAllowOrigin] = "*"; // editors in browsers
        return Results.Stream(typeof(SchemaEndpoints).Assembly.GetManifestResourceStream(Campaign)!, "application/schema+json");
    }
}
