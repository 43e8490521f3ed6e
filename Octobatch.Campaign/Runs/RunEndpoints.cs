using System.Globalization;
using Octobatch.Campaigns.Publishing;
using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.Campaigns.Runs.Storage;
using Octobatch.Campaigns.Specs.Endpoints;
using Octobatch.Campaigns.Specs.Storage;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Paging;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Runs;

/// <summary>A campaign's runs: started, watched, paused, resumed, cancelled.</summary>
internal static class RunEndpoints
{
    internal static readonly Failure Active = new(
        409, "run_active", "A run of this campaign is active", "Wait for its end, or cancel it. GET .../runs tells its number.");

    internal static readonly Failure Closed = new(409, "campaign_closed", "The campaign is closed", "A closed campaign has no more runs.");

    private static readonly Failure WrongKind = new(400, "invalid_kind", "There is no such kind of run", "`kind` must be preview or publish.");

    internal static readonly Failure NotFound = new(404, "run_not_found", "There is no such run", "GET .../runs lists those there are.");

    private static readonly Failure Finished = new(409, "run_finished", "The run has ended", "What has ended can be neither paused, resumed nor cancelled.");

    public static void MapRuns(this IEndpointRouteBuilder app)
    {
        var runs = app.MapGroup("/api/campaigns/{name}/runs").RequireIssuer(OctobatchService.Gateway);
        runs.MapPost("", StartAsync).RequireRole(CallerRole.Operator);
        runs.MapGet("", ListAsync).RequireRole(CallerRole.Viewer);
        runs.MapGet("{number:int}", FindAsync).RequireRole(CallerRole.Viewer);
        runs.MapPost("{number:int}/pause", PauseAsync).RequireRole(CallerRole.Operator);
        runs.MapPost("{number:int}/resume", ResumeAsync).RequireRole(CallerRole.Operator);
        runs.MapPost("{number:int}/cancel", CancelAsync).RequireRole(CallerRole.Operator);
    }

    private static async Task<IResult> StartAsync(
        string name, RunRequest run, HttpContext context, RunWriter writer, PublishRunWriter publishing, CancellationToken cancellation)
    {
        var by = Caller.From(context)!;
        if (run.Kind == RunKinds.Preview)
            return Answer(name, await writer.StartPreviewAsync(name, by, cancellation));
        if (run.Kind != RunKinds.Publish)
            return WrongKind;
        if (PublishRequests.Check(run.Repositories, run.Diffs) is { } wrong)
            return wrong;
        var start = await publishing.StartAsync(name, run.Preview, run.Repositories, run.Diffs, by, cancellation);
        return start.Outcome is { } outcome ? Answer(name, new(outcome, start.Number)) : PublishRequests.Refusal(start);
    }

    private static IResult Answer(string name, RunStart start) => start.Outcome switch
    {
        RunStartOutcome.Started => Results.Accepted($"/api/campaigns/{name}/runs/{start.Number}", new { start.Number }),
        RunStartOutcome.NotFound => CampaignEndpoints.NotFound,
        RunStartOutcome.Closed => Closed,
        _ => Active,
    };

    private static async Task<IResult> ListAsync(
        string name, RunReader reader, CampaignReader campaigns, string? after, int? limit, CancellationToken cancellation)
    {
        if (Pages.CheckLimit(limit) is { } wrong)
            return wrong;
        int? before = null;
        if (after is not null)
        {
            if (!int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return Pages.InvalidCursor;
            before = number;
        }

        var size = limit ?? Pages.DefaultLimit;
        var runs = await reader.ListAsync(name, before, size + 1, cancellation);
        if (runs.Count == 0 && await campaigns.FindAsync(name, cancellation) is null)
            return CampaignEndpoints.NotFound;
        return Results.Ok(runs.ToPage(size, run => run.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> FindAsync(string name, int number, RunReader reader, CancellationToken cancellation) =>
        await reader.FindAsync(name, number, cancellation) is { } run ? Results.Ok(run) : NotFound;

    private static async Task<IResult> PauseAsync(
        string name, int number, HttpContext context, RunControl control, RunReader reader, CancellationToken cancellation) =>
        await AnswerAsync(name, number, await control.PauseAsync(name, number, Caller.From(context)!, cancellation), reader, cancellation);

    private static async Task<IResult> ResumeAsync(
        string name, int number, HttpContext context, RunControl control, RunReader reader, CancellationToken cancellation) =>
        await AnswerAsync(name, number, await control.ResumeAsync(name, number, Caller.From(context)!, cancellation), reader, cancellation);

    private static async Task<IResult> CancelAsync(
        string name, int number, HttpContext context, RunControl control, RunReader reader, CancellationToken cancellation) =>
        await AnswerAsync(name, number, await control.CancelAsync(name, number, Caller.From(context)!, cancellation), reader, cancellation);

    private static async Task<IResult> AnswerAsync(
        string name, int number, RunControlOutcome outcome, RunReader reader, CancellationToken cancellation) => outcome switch
        {
            RunControlOutcome.NotFound => NotFound,
            RunControlOutcome.Finished => Finished,
            _ => await FindAsync(name, number, reader, cancellation),
        };

    /// <param name="Kind">See <see cref="RunKinds"/>.</param>
    /// <param name="Preview">Of a publish run: the number of the preview that it publishes; null: the latest completed one of the current spec.</param>
    /// <param name="Repositories">Of a publish run: these alone, as <c>owner/name</c>; null: all that the preview has.</param>
    private sealed record RunRequest(string? Kind, int? Preview, IReadOnlyList<string>? Repositories, IReadOnlyList<string>? Diffs);
}
