using Octobatch.ServiceDefaults.Configuration;
using Octobatch.ServiceDefaults.Redis;

namespace Octobatch.ServiceDefaults.Health;

internal sealed class RedisCheck(RedisStore redis, ConfigurationProblems problems)
    : DependencyCheck(HealthNames.Redis, TimeSpan.FromSeconds(2), problems)
{
    protected override async Task CheckAsync(CancellationToken cancellation)
    {
        await redis.ConnectAsync();
        await redis.Database.PingAsync();
    }

    // StackExchange.Redis explains its whole inner state in messages; people need one line.
    protected override string Explain(Exception failure) => "Redis does not answer: " + failure.GetType().Name;
}
