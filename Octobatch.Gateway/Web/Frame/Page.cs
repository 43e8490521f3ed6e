using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Octobatch.Gateway.Web.Frame;

/// <summary>A page as the answer of an endpoint: a view, rendered here once, with what the handler found for it.</summary>
internal static class Page
{
    /// <param name="model">The view's <c>Model</c>.</param>
    public static IResult Of<TView>(object model, int status = StatusCodes.Status200OK) where TView : IComponent =>
        new RazorComponentResult<TView>(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Model"] = model })
        {
            StatusCode = status,
            PreventStreamingRendering = true,
        };
}
