using System.Text;
using System.Text.Json;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Http;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Previews;

/// <summary><c>POST /api/previews</c>: what a spec would change in a few repositories, whatever it selects. Nothing is stored.</summary>
internal static class PreviewEndpoints
{
    private const int MostRepositories = 10;

    private static readonly Failure NoSpec = new(400, "invalid_spec", "There is no spec", "`spec` must be a spec: a JSON object, or YAML in a string.");

    private static readonly Failure WrongRepositories = new(
        400, "invalid_repositories", "The repositories are not right", $"`repositories` must name 1 to {MostRepositories}, each as owner/name.");

    public static void MapPreviews(this IEndpointRouteBuilder app) => app.MapPost("/api/previews", PreviewAsync)
        .RequireIssuer(OctobatchService.Gateway).RequireRole(CallerRole.Operator).WithMetadata(new BodyLimit(BodyLimit.Spec));

    private static async Task<IResult> PreviewAsync(
        PreviewRequest request, SpecReader specs, DryRun dryRun, TimeProvider time, CancellationToken cancellation)
    {
        if (Raw(request.Spec) is not { } raw)
            return NoSpec;
        var names = request.Repositories ?? [];
        if (names.Count is 0 or > MostRepositories || !names.All(IsName))
            return WrongRepositories;
        var reading = specs.Read(raw.Bytes, raw.Format);
        if (reading.Spec is not { } spec)
            return new InvalidSpec(reading.Errors);
        var (items, trouble) = await dryRun.RunAsync(spec.Spec, names, cancellation);
        if (trouble is null)
            return Results.Ok(new { Items = items });
        return new Failure(trouble.RetryAt is null ? 502 : 503, "selection_unanswered", "The repositories could not be looked up", trouble.Words)
        {
            RetryAfter = trouble.RetryAt - time.GetUtcNow(),
        };
    }

    private static (byte[] Bytes, SpecFormat Format)? Raw(JsonElement spec) => spec.ValueKind switch
    {
        JsonValueKind.Object => (Encoding.UTF8.GetBytes(spec.GetRawText()), SpecFormat.Json),
        JsonValueKind.String => (Encoding.UTF8.GetBytes(spec.GetString()!), SpecFormat.Yaml),
        _ => null,
    };

    private static bool IsName(string? name) => name?.Split('/') is [{ Length: > 0 }, { Length: > 0 }];

    private sealed record PreviewRequest(JsonElement Spec, IReadOnlyList<string>? Repositories);
}
