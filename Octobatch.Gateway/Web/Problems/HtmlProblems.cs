using System.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Problems;

/// <summary>Shows people with a browser in words what programs get as problem details.</summary>
/// <remarks>Renders in a scope of its own: that of the request may have been left half rendered by what went wrong.</remarks>
internal sealed class HtmlProblems(IServiceScopeFactory scopes) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => Html.IsWanted(context.HttpContext.Request);

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        var model = new ProblemPage(
            status, context.ProblemDetails.Title ?? Words(status), context.ProblemDetails.Detail, Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier);
        var request = http.RequestServices;
        await using var scope = scopes.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await Page.Of<ProblemView>(model, status).ExecuteAsync(http);
        }
        finally
        {
            http.RequestServices = request;
        }
    }

    private static string Words(int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is no such page",
        StatusCodes.Status405MethodNotAllowed => "This page cannot do that",
        _ => "That did not work",
    };
}

/// <param name="TraceId">By which logs and traces are found.</param>
public sealed record ProblemPage(int Status, string Title, string? Detail, string TraceId);
