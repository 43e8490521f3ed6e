using Microsoft.Net.Http.Headers;

namespace Octobatch.Gateway.Web.Assets;

internal static class AssetEndpoints
{
    /// <summary>Public: the sign-in page needs them too.</summary>
    public static void MapAssets(this IEndpointRouteBuilder app) =>
        app.MapGet("/assets/{name}", Get).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();

    private static IResult Get(string name, string? v, AssetFiles assets, HttpResponse response)
    {
        if (assets.Find(name) is not { } file)
            return Results.NotFound();
        response.Headers.CacheControl = v == file.Version ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(file.Content, $"{file.MediaType}; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{file.Version}\""));
    }
}
