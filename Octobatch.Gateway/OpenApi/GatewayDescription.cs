using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Octobatch.Gateway.Proxy;

namespace Octobatch.Gateway.OpenApi;

/// <summary><c>/openapi/v1.json</c>, public: it holds nothing that the documentation does not say.</summary>
internal static class GatewayDescription
{
    private const string Scheme = "bearer";
    private static readonly string[] Refusals = ["401", "403", "429"];

    public static void AddDescription(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(options => options
        .AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Octobatch", Version = "v1", Description = "Errors are problem details (RFC 9457) with a `code` and a `trace_id`." };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key (`octo_...`), or a token of the configured OpenID Connect provider." },
            };
            return Task.CompletedTask;
        })
        .AddOperationTransformer((operation, context, _) =>
        {
            AddPathParameters(operation, context);
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ForwardedAnswer>().FirstOrDefault() is { } forwarded)
                Describe(operation, forwarded);
            if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
                Secure(operation, context.Document!);
            return Task.CompletedTask;
        }));

    public static void MapDescription(this IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

    // Forwarded routes bind no parameters; the path says which there are.
    private static void AddPathParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var path = context.Description.RelativePath ?? "";
        foreach (var name in path.Split('{').Skip(1).Select(p => p.Split('}', ':')[0]))
            Add(operation, name, ParameterLocation.Path);
    }

    private static void Describe(OpenApiOperation operation, ForwardedAnswer forwarded)
    {
        foreach (var name in forwarded.Query)
            Add(operation, name, ParameterLocation.Query);
        operation.Responses ??= [];
        operation.Responses["200"] = new OpenApiResponse
        {
            Description = "OK",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [forwarded.MediaType] = new() },
        };
    }

    private static void Add(OpenApiOperation operation, string name, ParameterLocation place)
    {
        operation.Parameters ??= [];
        if (operation.Parameters.All(p => p.Name != name))
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = place, Required = place == ParameterLocation.Path, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
    }

    private static void Secure(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        operation.Responses ??= [];
        foreach (var status in Refusals)
            operation.Responses.TryAdd(status, new OpenApiResponse { Description = status switch { "401" => "The caller is not known.", "403" => "The caller's role does not allow this.", _ => "Too many requests; see Retry-After." } });
    }
}
