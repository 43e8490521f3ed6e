using Octobatch.Gateway.Keys;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Web.Keys;

/// <summary>API keys: list, create (the key is shown once), revoke.</summary>
internal static class KeyPages
{
    private const string Path = "/keys";

    public static Task<IResult> ShowAsync(KeyStore keys, string? after, CancellationToken cancellation) => ShowAsync(keys, after, null, null, cancellation);

    public static async Task<IResult> CreateAsync(HttpContext context, KeyStore keys, CancellationToken cancellation)
    {
        var form = await context.Request.ReadFormAsync(cancellation);
        var wanted = new NewApiKey(form["name"], form["role"]);
        if (wanted.Check() is { } failure)
            return await ShowAsync(keys, null, null, failure, cancellation);
        var created = await keys.CreateAsync(wanted.TrimmedName, wanted.ParsedRole!.Value, Caller.From(context)!, cancellation);
        return await ShowAsync(keys, null, created, null, cancellation);
    }

    public static async Task<IResult> RevokeAsync(Guid id, HttpContext context, KeyStore keys, KeyLookup lookup, CancellationToken cancellation)
    {
        // One that is gone already is what was wanted.
        if (await keys.RevokeAsync(id, Caller.From(context)!, cancellation) is { } hash)
            lookup.Forget(hash);
        return Results.LocalRedirect("~" + Path);
    }

    private static async Task<IResult> ShowAsync(KeyStore keys, string? after, CreatedApiKey? created, Failure? failure, CancellationToken cancellation)
    {
        Guid? from = Guid.TryParse(after, out var id) ? id : null;
        var page = (await keys.ListAsync(from, Pages.DefaultLimit + 1, cancellation)).ToPage(Pages.DefaultLimit, key => key.Id.ToString());
        return Page.Of<KeysView>(new KeysPage(page, after, created, failure), failure?.Status ?? StatusCodes.Status200OK);
    }
}

/// <param name="Created">The key that was made just now; nobody can show it again.</param>
public sealed record KeysPage(Page<ApiKey> Keys, string? After, CreatedApiKey? Created, Failure? Failure);
