using System.Collections.Concurrent;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Limits;

/// <summary>The limits of every caller.</summary>
public sealed class RateLimits(SimulatorClock clock, LimitSettings settings)
{
    private const string Documentation =
        "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";

    private readonly ConcurrentDictionary<string, Budgets> byCaller = new();
    private LimitSettings settings = settings;

    /// <summary>The numbers; changing them starts every window anew.</summary>
    public LimitSettings Settings
    {
        get => settings;
        set
        {
            settings = value;
            byCaller.Clear();
        }
    }

    internal Taken Take(Caller caller, HttpRequest request)
    {
        if (!settings.Enabled)
            return default;
        var (now, budgets) = (clock.Now, Of(caller, request));
        var budget = budgets.For(request.Path);

        // "Accessing this endpoint does not count against your REST API rate limit."
        var cost = request.Path.StartsWithSegments("/rate_limit", StringComparison.OrdinalIgnoreCase) ? 0 : 1;
        var (state, enough) = budget.Take(now, cost);
        return new Taken(budget, state, cost, now, enough ? null : Exceeded(caller, request));
    }

    internal Budgets? Show(Caller caller, HttpRequest request) => settings.Enabled ? Of(caller, request) : null;

    private static Answer Exceeded(Caller caller, HttpRequest request) => Answer.Refused(403, caller switch
    {
        { Token: { } token } => $"API rate limit exceeded for installation ID {token.Installation.Id}.",
        { IsApp: true } => "API rate limit exceeded for app ID 1.",
        _ => $"API rate limit exceeded for {request.HttpContext.Connection.RemoteIpAddress}. (But here's the good news: "
            + "Authenticated requests get a higher rate limit. Check out the documentation for more details.)",
    }, Documentation);

    private Budgets Of(Caller caller, HttpRequest request)
    {
        var known = caller.IsApp || caller.Token is not null;
        var key = caller switch
        {
            { Installation: { } installation } => $"installation {installation.Id}",
            { IsApp: true } => "app",
            _ => $"address {request.HttpContext.Connection.RemoteIpAddress}",
        };
        return byCaller.GetOrAdd(key, _ => new Budgets(settings, known));
    }
}
