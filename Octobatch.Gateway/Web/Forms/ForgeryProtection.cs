using Microsoft.AspNetCore.Antiforgery;
using Octobatch.Gateway.Sessions;
using Octobatch.Gateway.Web.Frame;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Gateway.Web.Forms;

/// <summary>
/// Browsers send a session's cookie by themselves, also from other sites' pages. So whatever a session changes, in a form or through the
/// API, must carry the token that only our own pages have; and so must the sign-in, lest somebody is signed in as somebody else.
/// </summary>
internal static class ForgeryProtection
{
    public const string Header = "X-Form-Token";
    public const string Field = "form_token";

    private static readonly Failure Refused = new(
        400, "form_token_invalid", "This form is no longer good", "It was opened before you signed in or out, or too long ago. Go back, reload the page and try again.");

    public static void AddForgeryProtection(this IServiceCollection services) => services.AddAntiforgery(options =>
    {
        options.HeaderName = Header;
        options.FormFieldName = Field;
        options.Cookie.Name = "octobatch_form";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.SuppressXFrameOptionsHeader = true; // frame-ancestors says it
    });

    /// <summary>Comes after authentication.</summary>
    public static void UseForgeryProtection(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (Matters(context) && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            await Refused.ExecuteAsync(context);
        else
            await next(context);
    });

    private static bool Matters(HttpContext context)
    {
        var method = context.Request.Method;
        return !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method)
            && (SessionAuthentication.IsSession(context) || PageMetadata.IsOn(context));
    }
}
