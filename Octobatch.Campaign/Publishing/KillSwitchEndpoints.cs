using Octobatch.Campaigns.Publishing.Storage;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Campaigns.Publishing;

/// <summary><c>{"on","changed_at","changed_by"}</c>. When a call that turns it on has answered, no more than what each worker has on its way is written.</summary>
internal static class KillSwitchEndpoints
{
    private static readonly Failure Missing = new(400, "invalid_kill_switch", "The body does not say what to do", """Send {"on":true} or {"on":false}.""");

    public static void MapKillSwitch(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/kill-switch").RequireIssuer(OctobatchService.Gateway);
        group.MapGet("", async (KillSwitch kill, CancellationToken cancellation) => Results.Ok(await kill.GetAsync(cancellation))).RequireRole(CallerRole.Viewer);
        group.MapPut("", SetAsync).RequireRole(CallerRole.Admin);
    }

    private static async Task<IResult> SetAsync(KillSwitchRequest request, HttpContext context, KillSwitch kill, CancellationToken cancellation) =>
        request.On is { } on ? Results.Ok(await kill.SetAsync(on, Caller.From(context)!, cancellation)) : Missing;

    private sealed record KillSwitchRequest(bool? On);
}
