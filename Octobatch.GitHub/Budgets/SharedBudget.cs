using Microsoft.Extensions.Logging;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Redis;
using Octobatch.GitHub.Requests;
using Octobatch.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Octobatch.GitHub.Budgets;

/// <summary>
/// What all replicas share about an installation's limits, in Redis, one round trip a request. Null answers mean that Redis is away;
/// <see cref="ReplicaBudget"/> stands in then.
/// </summary>
internal sealed partial class SharedBudget(RedisStore redis, LimitSettings limits, TimeProvider time, ILogger<SharedBudget> logger)
{
    /// <summary>How far ahead a read is given its time; each replica holds one at a time, so they take turns.</summary>
    private const int AheadMs = 2000;

    /// <summary>A request whose process was killed is forgotten after this; longer than any request may take.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly RedisScript Enter = RedisScript.Embedded("Budgets.enter.lua");
    private static readonly RedisScript Settle = RedisScript.Embedded("Budgets.settle.lua");
    private static readonly RedisScript Refuse = RedisScript.Embedded("Budgets.refuse.lua");

    private readonly int atOnce = LimitShares.Concurrency(limits).Shared;

    public async Task<WriteAnswer?> EnterAsync(long installation, string id, RequestCost cost)
    {
        var now = Now();
        var answer = await RunAsync(Enter, Keys(installation, cost.Resource),
        [
            now, id, cost.Writes ? 1 : 0, cost.Resource.Name(), cost.Points, LimitShares.Points(limits, cost.Resource).Shared,
            (long)(TimeSpan.FromMinutes(1) + limits.Margin).TotalMilliseconds, atOnce, now + (long)Lease.TotalMilliseconds, AheadMs,
            limits.PrimaryReservePercent, (long)limits.RefusalMemory.TotalMilliseconds,
        ]);
        return answer is null ? null : new((long)answer[0] == 1, DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1]));
    }

    /// <summary>Nobody waits for this: the next script on the same connection comes after it.</summary>
    public void SettleLater(long installation, string id, RequestCost cost, RateHeaders rate, bool costNothing)
    {
        if (!redis.IsAvailable)
            return;
        try
        {
            Settle.Forget(redis.Database, Keys(installation, cost.Resource)[..2],
            [
                id, cost.Resource.Name(), Text(rate.Limit), Text(rate.Remaining), Text(rate.ResetAt?.ToUnixTimeMilliseconds()),
                costNothing ? 1 : 0,
            ]);
        }
        catch (RedisException e)
        {
            LogAway(e.Message);
        }
    }

    /// <summary>What is known of an installation, changing nothing; null without Redis.</summary>
    public async Task<SharedState?> LookAsync(long installation)
    {
        await redis.ConnectAsync();
        if (!redis.IsAvailable)
            return null;
        try
        {
            var fields = await redis.Database.HashGetAllAsync(Keys(installation, GitHubResource.Core)[0]);
            var state = fields.ToDictionary(field => field.Name.ToString(), field => (long)field.Value, StringComparer.Ordinal);
            return new(Primary("core"), Primary("graphql"), Time("closed_until"));

            PrimaryBudget? Primary(string resource) =>
                Time($"{resource}:reset") is { } reset && state.TryGetValue($"{resource}:limit", out var limit)
                    ? new((int)limit, (int)state.GetValueOrDefault($"{resource}:remaining"), reset)
                    : null;

            DateTimeOffset? Time(string name) => state.TryGetValue(name, out var ms) ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAway(e.Message);
            return null;
        }
    }

    /// <returns>Until when nothing may be sent; null without Redis.</returns>
    public async Task<DateTimeOffset?> RefuseAsync(long installation, Refusal refusal)
    {
        var answer = await RunAsync(Refuse, Keys(installation, GitHubResource.Core)[..1],
        [
            Now(), refusal.SentAt.ToUnixTimeMilliseconds(), Text(refusal.Until?.ToUnixTimeMilliseconds()), refusal.Primary?.Name() ?? "",
            (long)limits.RefusalMemory.TotalMilliseconds,
        ]);
        return answer is null ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)answer[0]);
    }

    private async Task<RedisResult[]?> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values)
    {
        await redis.ConnectAsync();
        if (!redis.IsAvailable)
            return null;
        try
        {
            var result = await script.RunAsync(redis.Database, keys, values);
            return result.Length == -1 ? [result] : (RedisResult[])result!;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAway(e.Message);
            return null;
        }
    }

    // Rounded up, so that a moment read back is never earlier than it was.
    private long Now() => (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;

    private static RedisValue Text(long? number) => number is { } value ? value : "";

    // The braces keep an installation's keys on one node of a cluster.
    private static RedisKey[] Keys(long installation, GitHubResource resource)
    {
        var prefix = $"octobatch:github:{{{installation}}}:";
        return [prefix + "state", prefix + "flight", prefix + "points:" + resource.Ledger()];
    }

    [LoggerMessage(LogLevel.Debug, "Budget without Redis: {Reason}")]
    private partial void LogAway(string reason);
}

/// <summary>What Redis knows of one installation.</summary>
internal sealed record SharedState(PrimaryBudget? Core, PrimaryBudget? GraphQL, DateTimeOffset? ClosedUntil);
