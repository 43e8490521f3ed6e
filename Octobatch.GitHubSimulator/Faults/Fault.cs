using System.Globalization;
using Octobatch.GitHubSimulator.GraphQl;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;

namespace Octobatch.GitHubSimulator.Faults;

/// <summary>A rule that strikes one request.</summary>
/// <param name="delay">Ends when the rule's latency, which began when it struck, is over.</param>
internal sealed class Fault(FaultRule rule, Task delay)
{
    private const string Unexplained =
        "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug. Please include `0000:0000` when reporting this issue.";

    public Task Delay => delay;

    /// <summary>What happens instead of the handler; null when the handler runs.</summary>
    public Break? Before(DateTimeOffset now) => rule.Kind switch
    {
        FaultKind.Status => new Break(Answer(rule.Status ?? 500)),
        FaultKind.SecondaryLimit => new Break(Secondary(now)),
        FaultKind.GraphQlError => new Break(WithRetryAfter(GraphQlServer.Failed(rule.Type, rule.Message ?? Unexplained))),
        FaultKind.ResetBefore => new Break(null),
        _ => null,
    };

    /// <summary>What happens instead of the handler's answer; null when it is sent as it is.</summary>
    public Break? After() => rule.Kind switch
    {
        FaultKind.ResetAfter => new Break(null),
        FaultKind.Truncated => new Break(null, Truncate: true),
        FaultKind.LostAnswer => new Break(Answer(rule.Status ?? 502)),
        _ => null,
    };

    private Answer Answer(int status) => WithRetryAfter(Http.Answer.Refused(status, rule.Message ?? status switch
    {
        401 => "Bad credentials",
        403 => "Forbidden",
        404 => "Not Found",
        500 or 502 or 503 => "Server Error",
        504 => "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and contact us if the problem persists.",
        _ => "Fault on demand",
    }));

    private Answer Secondary(DateTimeOffset now)
    {
        var refusal = Http.Answer.Refused(rule.Status ?? 403, rule.Message ?? SecondaryRefusal.Message, SecondaryRefusal.Documentation);
        return WithRetryAfter(refusal).With("X-RateLimit-Reset", now.AddMinutes(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
    }

    private Answer WithRetryAfter(Answer answer) =>
        rule.RetryAfter is { } seconds ? answer.With("Retry-After", seconds.ToString()) : answer;
}

/// <summary>An answer that replaces the real one, or (null) the end of the connection.</summary>
internal sealed record Break(Answer? Answer, bool Truncate = false);
