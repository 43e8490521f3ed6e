using System.Collections.Concurrent;
using System.Globalization;
using Octobatch.GitHubSimulator.GraphQl;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Installations;

namespace Octobatch.GitHubSimulator.Limits;

/// <summary>The limits of every caller: primary by the hour, secondary by the minute.</summary>
public sealed class RateLimits(SimulatorClock clock, LimitSettings settings)
{
    private const string Documentation =
        "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";

    private readonly ConcurrentDictionary<string, Budgets> byCaller = new();
    private readonly ConcurrentDictionary<long, SecondaryLimit> secondary = new();
    private LimitSettings settings = settings;
    private long primaryRefusals;
    private long secondaryRefusals;

    /// <summary>The numbers; changing them starts every window anew.</summary>
    public LimitSettings Settings
    {
        get => settings;
        set
        {
            settings = value;
            byCaller.Clear();
            secondary.Clear();
        }
    }

    /// <summary>How many requests were refused because an hour's budget was used up.</summary>
    public long PrimaryRefusals => Interlocked.Read(ref primaryRefusals);

    /// <summary>How many requests were refused by a secondary limit.</summary>
    public long SecondaryRefusals => Interlocked.Read(ref secondaryRefusals);

    /// <summary>Content that an installation created in the last minute and in the last hour.</summary>
    public (int Minute, int Hour) ContentOf(long installation) =>
        secondary.TryGetValue(installation, out var limit) ? limit.Content(clock.Now) : (0, 0);

    internal Taken Take(Caller caller, HttpRequest request, Need need)
    {
        if (!settings.Enabled)
            return default;
        var (now, budgets) = (clock.Now, Of(caller, request));
        var budget = budgets.For(request.Path);

        // "Accessing this endpoint does not count against your REST API rate limit." What GraphQL costs is known when it is read.
        var cost = request.Path.StartsWithSegments("/rate_limit", StringComparison.OrdinalIgnoreCase) || budget == budgets.GraphQl ? 0 : 1;
        if (cost > 0 && caller.Installation is { } installation && RefuseSecondary(installation, now, isGraphQl: false, PointsOf(request), ContentOf(need)) is { } refusal)
            return new Taken(budget, budget.Look(now), 0, now, refusal);
        var (state, enough) = budget.Take(now, cost);
        return new Taken(budget, state, cost, now, enough ? null : Exceeded(caller, request));
    }

    /// <returns>The refusal of a GraphQL document, with status 200; null when it may run.</returns>
    internal Answer? TakeGraphQl(Call call, Cost cost)
    {
        if (!settings.Enabled)
            return null;
        var (now, budget) = (clock.Now, Of(call.Caller, call.Http.Request).GraphQl);
        var contents = cost.Mutations.Count(mutation => (ContentOf(mutation) & settings.Content) is not ContentKinds.None);
        if (!settings.CountsEachMutation)
            contents = Math.Min(1, contents);
        if (RefuseSecondary(call.Caller.Installation!, now, isGraphQl: true, cost.IsMutation ? 5 * (settings.CountsEachMutation ? cost.Mutations.Count : 1) : 1, contents) is { } refusal)
            return refusal;
        var (state, enough) = budget.Take(now, cost.Points);
        cost.Budget = state;
        call.Taken = new Taken(budget, state, cost.Points, now, null);
        if (enough)
            return null;
        Interlocked.Increment(ref primaryRefusals);
        return GraphQlServer.Failed("RATE_LIMITED", $"API rate limit exceeded for installation ID {call.Caller.Installation!.Id}.");
    }

    /// <summary>Begins a request of an installation.</summary>
    /// <returns>Null when too many are under way, else what to call when it is over.</returns>
    internal SecondaryLimit? Enter(Installation installation, out Answer? refusal)
    {
        refusal = null;
        if (!settings.Enabled)
            return null;
        var limit = secondary.GetOrAdd(installation.Id, _ => new SecondaryLimit());
        if (limit.Enter(settings))
            return limit;
        refusal = Refusal(clock.Now, TimeSpan.FromMinutes(1), isGraphQl: false);
        return null;
    }

    internal Budgets? Show(Caller caller, HttpRequest request) => settings.Enabled ? Of(caller, request) : null;

    private Answer? RefuseSecondary(Installation installation, DateTimeOffset now, bool isGraphQl, int points, int content) =>
        secondary.GetOrAdd(installation.Id, _ => new SecondaryLimit()).Take(settings, now, isGraphQl, points, content) is { } wait
            ? Refusal(now, wait, isGraphQl)
            : null;

    private Answer Refusal(DateTimeOffset now, TimeSpan wait, bool isGraphQl)
    {
        Interlocked.Increment(ref secondaryRefusals);
        var answer = isGraphQl
            ? GraphQlServer.Failed("RATE_LIMITED", SecondaryRefusal.Message)
            : Answer.Refused(settings.SecondaryStatus, SecondaryRefusal.Message, SecondaryRefusal.Documentation);
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return settings.SaysRetryAfter ? answer.With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture)) : answer;
    }

    private int ContentOf(Need need) => (need.Creates & settings.Content) is ContentKinds.None ? 0 : 1;

    private static int PointsOf(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method) ? 1 : 5;

    private static ContentKinds ContentOf(string mutation) => mutation switch
    {
        "createPullRequest" => ContentKinds.PullRequest,
        "addComment" => ContentKinds.Comment,
        "createRef" => ContentKinds.Branch,
        "createCommitOnBranch" => ContentKinds.Commit,
        _ => ContentKinds.Change,
    };

    private Answer Exceeded(Caller caller, HttpRequest request)
    {
        Interlocked.Increment(ref primaryRefusals);
        return Answer.Refused(403, caller switch
        {
            { Token: { } token } => $"API rate limit exceeded for installation ID {token.Installation.Id}.",
            { IsApp: true } => "API rate limit exceeded for app ID 1.",
            { User: { } person } => $"API rate limit exceeded for user ID {person.Id}.",
            _ => $"API rate limit exceeded for {request.HttpContext.Connection.RemoteIpAddress}. (But here's the good news: "
                + "Authenticated requests get a higher rate limit. Check out the documentation for more details.)",
        }, Documentation);
    }

    private Budgets Of(Caller caller, HttpRequest request)
    {
        var known = caller.IsApp || caller.Token is not null || caller.User is not null;
        var key = caller switch
        {
            { Installation: { } installation } => $"installation {installation.Id}",
            { IsApp: true } => "app",
            { User: { } person } => $"user {person.Login}",
            _ => $"address {request.HttpContext.Connection.RemoteIpAddress}",
        };
        return byCaller.GetOrAdd(key, _ => new Budgets(settings, known));
    }
}
