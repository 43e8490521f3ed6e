using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Keys;

/// <summary>Admins create, list and revoke API keys.</summary>
internal static class KeyEndpoints
{
    private const string Path = "/api/keys";

    public static void MapKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup(Path).RequireRole(CallerRole.Admin).WithTags("keys");
        keys.MapPost("", CreateAsync).WithName("CreateKey").WithSummary("Create an API key; the answer is the only one that ever holds it")
            .Produces<CreatedApiKey>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status400BadRequest);
        keys.MapGet("", ListAsync).WithName("ListKeys").WithSummary("List the API keys that are not revoked")
            .Produces<Page<ApiKey>>().ProducesProblem(StatusCodes.Status400BadRequest);
        keys.MapDelete("{id}", RevokeAsync).WithName("RevokeKey").WithSummary("Revoke an API key; every replica refuses it within 5 seconds")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> CreateAsync(NewApiKey key, KeyStore store, HttpContext context, CancellationToken cancellation)
    {
        if (key.Check() is { } failure)
            return failure;
        var created = await store.CreateAsync(key.TrimmedName, key.ParsedRole!.Value, Caller.From(context)!, cancellation);
        return Results.Created($"{Path}/{created.Id}", created);
    }

    private static async Task<IResult> ListAsync(KeyStore store, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } failure)
            return failure;
        Guid? from = null;
        if (after is not null)
        {
            if (!Guid.TryParse(after, out var id))
                return Pages.InvalidCursor;
            from = id;
        }

        var size = limit ?? Pages.DefaultLimit;
        var keys = await store.ListAsync(from, size + 1, cancellation);
        return Results.Ok(keys.ToPage(size, k => k.Id.ToString()));
    }

    private static async Task<IResult> RevokeAsync(string id, KeyStore store, KeyLookup lookup, HttpContext context, CancellationToken cancellation)
    {
        if (!Guid.TryParse(id, out var key) || await store.RevokeAsync(key, Caller.From(context)!, cancellation) is not { } hash)
            return new Failure(404, "key_not_found", "There is no such key", "It may have been revoked already: GET /api/keys lists those there are.");
        lookup.Forget(hash);
        return Results.NoContent();
    }
}
