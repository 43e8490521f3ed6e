using System.Text.RegularExpressions;

namespace Octobatch.GitHubSimulator.Faults;

/// <summary>The rules in force. The first that strikes a request has it.</summary>
public sealed class FaultRules(int randomSeed, SimulatorClock clock)
{
    private readonly Lock gate = new();
    private readonly Random dice = new(randomSeed);
    private volatile IReadOnlyList<Armed> rules = [];
    private int nextId;

    /// <summary>The rules with their numbers and how often they struck.</summary>
    public IReadOnlyList<(int Id, FaultRule Rule, int Struck)> All => [.. rules.Select(armed => (armed.Id, armed.Rule, armed.Struck))];

    /// <summary>Adds a rule behind the others.</summary>
    /// <returns>Its number.</returns>
    public int Add(FaultRule rule)
    {
        lock (gate)
        {
            var armed = new Armed(++nextId, rule);
            rules = [.. rules, armed];
            return armed.Id;
        }
    }

    /// <summary>Removes a rule by its number.</summary>
    public bool Remove(int id)
    {
        lock (gate)
        {
            var before = rules.Count;
            rules = [.. rules.Where(armed => armed.Id != id)];
            return rules.Count < before;
        }
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        lock (gate)
            rules = [];
    }

    internal async ValueTask<Fault?> DrawAsync(HttpRequest request, long? installationId)
    {
        if (rules.Count is 0)
            return null;
        var body = rules.Any(armed => armed.Rule.Body is not null) ? await BodyAsync(request) : "";
        lock (gate)
        {
            foreach (var armed in rules)
            {
                if (armed.Strikes(request, body, installationId, dice))
                    return armed.Strike(clock.Provider, request.HttpContext.RequestAborted);
            }
        }

        return null;
    }

    // Kept, so that the handler can read it too.
    private static async Task<string> BodyAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return body;
    }

    private sealed class Armed(int id, FaultRule rule)
    {
        private readonly Regex? path = rule.Path is null
            ? null
            : new Regex($@"\A{Regex.Escape(rule.Path).Replace(@"\*", ".*", StringComparison.Ordinal)}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        private int matched;

        public int Id => id;

        public FaultRule Rule => rule;

        public int Struck { get; private set; }

        public bool Strikes(HttpRequest request, string body, long? installationId, Random dice)
        {
            if (Struck >= rule.Count
                || (rule.Method is { } method && !method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
                || (rule.InstallationId is { } wanted && wanted != installationId)
                || (rule.Body is { } part && !body.Contains(part, StringComparison.Ordinal))
                || path?.IsMatch(request.Path.Value ?? "/") is false)
                return false;
            return ++matched > rule.Skip && dice.NextDouble() < rule.Probability;
        }

        // Counted when the delay has begun: who sees the count may turn the clock on.
        public Fault Strike(TimeProvider time, CancellationToken aborted)
        {
            var latency = TimeSpan.FromMilliseconds(rule.LatencyMs);
            var fault = new Fault(rule, Task.Delay(latency, time, aborted));
            Struck++;
            return fault;
        }
    }
}
