using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.SignIn.Links;

/// <summary><c>POST /api/sign-in-links</c>: whoever has a key makes a link that opens the pages in a browser, in the same role.</summary>
internal static class SignInLinkEndpoints
{
    public static void MapSignInLinks(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/sign-in-links", CreateAsync).RequireRole(CallerRole.Viewer)
            .WithName("CreateSignInLink").WithSummary("Make a link that signs in at the pages once, within 15 minutes").WithTags("sign-in")
            .Produces<CreatedSignInLink>(StatusCodes.Status201Created);

    private static async Task<IResult> CreateAsync(HttpContext context, SignInLinks links, PublicAddress address, CancellationToken cancellation)
    {
        var (token, expires) = await links.CreateAsync(Caller.From(context)!, cancellation);
        var origin = address.Url?.AbsoluteUri.TrimEnd('/') ?? $"{context.Request.Scheme}://{context.Request.Host}";
        var url = $"{origin}/sign-in/link/{token}";
        return Results.Created(url, new CreatedSignInLink(url, expires));
    }
}

/// <param name="Url">For a browser; it works once.</param>
internal sealed record CreatedSignInLink(string Url, DateTimeOffset ExpiresAt);
