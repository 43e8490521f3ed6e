using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Faults;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.Webhooks;

namespace Octobatch.GitHubSimulator.Control;

/// <summary>The control API: what a test or a person does to the simulated GitHub from outside. Not a part of GitHub.</summary>
internal static class ControlEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var control = endpoints.MapGroup("/_simulator");
        control.MapGet("/", State);
        control.MapPut("/clock", SetClock);
        control.MapPut("/limits", SetLimits);
        control.MapGet("/limits", Limits);
        control.MapPut("/stale-reads", SetStaleReads);
        control.MapPut("/graphql", SetGraphQl);
        control.MapPut("/webhooks", SetWebhooks);
        control.MapGet("/requests", Requests);
        control.MapDelete("/requests", ClearRequests);
        control.MapGet("/faults", Faults);
        control.MapPost("/faults", AddFault);
        control.MapDelete("/faults/{id:int}", RemoveFault);
        control.MapDelete("/faults", ClearFaults);
        control.MapPut("/tokens/refuse-new", RefuseNewTokens);
        control.MapDelete("/tokens", RevokeTokens);
        control.MapPost("/installations", Install);
        control.MapPost("/installations/{id:long}/suspend", Suspend);
        control.MapPost("/installations/{id:long}/unsuspend", Unsuspend);
        control.MapPost("/installations/{id:long}/uninstall", Uninstall);
        control.MapPut("/installations/{id:long}/permissions", Grant);
        control.MapPut("/installations/{id:long}/repositories", Select);
    }

    private static IResult State(Simulator simulator) => Ok(new
    {
        simulator.Clock.Now,
        SkewSeconds = simulator.Clock.Skew.TotalSeconds,
        AppId = simulator.App.Id,
        simulator.App.PrivateKeyPath,
        Repositories = simulator.Repositories.Count,
        TokensMinted = simulator.Tokens.Minted,
        Installations = simulator.Installations.All.Select(installation => new
        {
            installation.Id,
            installation.Account.Login,
            Suspended = installation.SuspendedAt is not null,
            Permissions = installation.Permissions.Json,
        }),
    });

    private static IResult SetClock(Simulator simulator, ClockRequest request)
    {
        simulator.Clock.Skew = TimeSpan.FromSeconds(request.SkewSeconds);
        return Results.NoContent();
    }

    private static IResult SetLimits(Simulator simulator, LimitSettings settings)
    {
        simulator.Limits.Settings = settings;
        return Results.NoContent();
    }

    private static IResult Limits(Simulator simulator) => Ok(new
    {
        simulator.Limits.Settings,
        simulator.Limits.PrimaryRefusals,
        simulator.Limits.SecondaryRefusals,
        Content = simulator.Installations.All.Select(installation => new
        {
            InstallationId = installation.Id,
            simulator.Limits.ContentOf(installation.Id).Minute,
            simulator.Limits.ContentOf(installation.Id).Hour,
        }),
    });

    private static IResult SetStaleReads(Simulator simulator, StaleRequest request)
    {
        simulator.StaleReads = TimeSpan.FromSeconds(request.Seconds);
        return Results.NoContent();
    }

    private static IResult SetGraphQl(Simulator simulator, GraphQlRequest request)
    {
        simulator.StopsAtMutationErrors = request.StopsAtMutationErrors;
        return Results.NoContent();
    }

    private static IResult SetWebhooks(Simulator simulator, WebhooksRequest request)
    {
        if (request.Url is not null)
            simulator.Webhooks.Url = request.Url;
        simulator.Webhooks.Faults = new WebhookFaults { Lost = request.Lost, Doubled = request.Doubled, OutOfOrder = request.OutOfOrder, DelayMs = request.DelayMs };
        return Results.NoContent();
    }

    private static IResult Requests(Simulator simulator, string? path) => Ok(new
    {
        simulator.Requests.Total,
        simulator.Requests.ByRoute,
        Last = simulator.Requests.Last.Where(request => path is null || request.Path.StartsWith(path, StringComparison.OrdinalIgnoreCase)),
    });

    private static IResult ClearRequests(Simulator simulator)
    {
        simulator.Requests.Clear();
        return Results.NoContent();
    }

    private static IResult Faults(Simulator simulator) =>
        Ok(simulator.Faults.All.Select(fault => new { fault.Id, fault.Struck, fault.Rule }));

    private static IResult AddFault(Simulator simulator, FaultRule rule) => Ok(new { Id = simulator.Faults.Add(rule) });

    private static IResult RemoveFault(Simulator simulator, int id) => Done(simulator.Faults.Remove(id));

    private static IResult ClearFaults(Simulator simulator)
    {
        simulator.Faults.Clear();
        return Results.NoContent();
    }

    private static IResult RefuseNewTokens(Simulator simulator, RefuseNewRequest request)
    {
        simulator.Tokens.RefuseNew = request.Seconds > 0 ? (TimeSpan.FromSeconds(request.Seconds), request.Status ?? 401) : null;
        return Results.NoContent();
    }

    private static IResult RevokeTokens(Simulator simulator)
    {
        foreach (var installation in simulator.Installations.All)
            simulator.Tokens.RevokeAll(installation);
        return Results.NoContent();
    }

    private static IResult Install(Simulator simulator, InstallRequest request) =>
        simulator.Installations.Install(request.Account, Permissions.OfApp) is { } made ? Ok(new { made.Id }) : Problem("There is no such account, or the App is there already.");

    private static IResult Suspend(Simulator simulator, long id) => Done(simulator.Installations.Suspend(id));

    private static IResult Unsuspend(Simulator simulator, long id) => Done(simulator.Installations.Unsuspend(id));

    private static IResult Uninstall(Simulator simulator, long id) => Done(simulator.Installations.Uninstall(id));

    private static IResult Grant(Simulator simulator, long id, Dictionary<string, string> permissions) =>
        Permissions.Parse(permissions) is { } parsed
            ? Done(simulator.Installations.Grant(id, parsed))
            : Problem("A permission is read, write or admin.");

    private static IResult Select(Simulator simulator, long id, SelectRequest request) =>
        Done(simulator.Installations.Select(id, request.RepositoryIds?.ToHashSet()));

    private static IResult Done(bool done) => done ? Results.NoContent() : Results.NotFound();

    private static IResult Ok(object value) => Results.Json(value);

    private static IResult Problem(string detail) => Results.Problem(detail, statusCode: 400);

    private sealed record ClockRequest(double SkewSeconds);

    private sealed record StaleRequest(double Seconds);

    private sealed record GraphQlRequest(bool StopsAtMutationErrors);

    private sealed record WebhooksRequest(Uri? Url, double Lost, double Doubled, double OutOfOrder, double DelayMs);

    private sealed record RefuseNewRequest(double Seconds, int? Status);

    private sealed record InstallRequest(string Account);

    private sealed record SelectRequest(IReadOnlyList<long>? RepositoryIds);
}
