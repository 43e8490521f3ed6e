using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Specs.Endpoints;

namespace Octobatch.Campaigns.Reports;

/// <summary>
/// <c>GET .../report</c>: a <see cref="CampaignReport"/>; with <c>?format=csv</c> or <c>Accept: text/csv</c> a line for each changeset.
/// </summary>
internal static class ReportEndpoints
{
    private static readonly string[] Formats = ["json", "csv"];

    public static void MapReports(this IEndpointRouteBuilder app) => app.MapCampaignReads().MapGet("report", ReportAsync);

    private static async Task<IResult> ReportAsync(
        string name, string? format, HttpContext context, ReportReader reports, CsvReport csv, CancellationToken cancellation)
    {
        if (format is not null && !Formats.Contains(format))
            return ChangesetFilter.Unknown("format", Formats);
        context.Response.Headers.Vary = "Accept";
        if (format == "json" || (format is null && !WantsCsv(context.Request)))
            return Results.Ok(await reports.ReadAsync(name, cancellation));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(stream => csv.WriteAsync(name, stream, cancellation), CsvReport.MediaType, $"{name}.csv");
    }

    // The first of the wanted types decides, as for specs.
    private static bool WantsCsv(HttpRequest request) =>
        request.GetTypedHeaders().Accept.OrderByDescending(accepted => accepted.Quality ?? 1).FirstOrDefault()?.MediaType == CsvReport.MediaType;
}
