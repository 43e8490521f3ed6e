using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Octobatch.ServiceDefaults.Problems;

internal static class ProblemsRegistration
{
    /// <summary>Every answer of 400 and above is problem details with a <c>trace_id</c>, whoever made it.</summary>
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddExceptionHandler<ExceptionProblems>();
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var extensions = context.ProblemDetails.Extensions;
            extensions.Remove("traceId");
            extensions.TryAdd("code", CodeOf(context.HttpContext.Response.StatusCode));
            extensions["trace_id"] = Activity.Current?.TraceId.ToHexString() ?? context.HttpContext.TraceIdentifier;
        });
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { SuppressDiagnosticsCallback = c => ExceptionProblems.IsExpected(c.Exception) });
        app.UseStatusCodePages();
    }

    // For answers that ASP.NET itself made; failures of our own bring their code.
    private static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "not_authenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        < StatusCodes.Status500InternalServerError => "bad_request",
        _ => "internal_error",
    };
}
