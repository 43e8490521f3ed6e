using Microsoft.AspNetCore.Antiforgery;
using Octobatch.Gateway.Web.Assets;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Web.Frame;

/// <summary>What every page knows of the request: who looks at it and what they may do.</summary>
internal sealed class PageFrame(IHttpContextAccessor http, IAntiforgery antiforgery, AssetFiles assets)
{
    private HttpContext Context => http.HttpContext!;

    /// <summary>Null before the sign-in.</summary>
    public Caller? Caller => Caller.From(Context.User);

    /// <summary>What a form carries, and what scripts send as <c>X-Form-Token</c>, so that other sites' forms are refused.</summary>
    public string FormToken => antiforgery.GetAndStoreTokens(Context).RequestToken!;

    public string Path => Context.Request.Path;

    public bool May(CallerRole role) => Caller?.Role >= role;

    public string Asset(string name) => assets.PathOf(name);
}
