using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Octobatch.GitHub.Redis;
using Octobatch.GitHub.Requests;
using Octobatch.GitHub.Tokens;
using Octobatch.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace Octobatch.GitHub.Conditional;

/// <summary>
/// Answers with their ETags, in Redis, by token scope: what one scope may see is never shown to another. GitHub binds ETags to the token,
/// so after its hour they miss once. Bounded in each answer's size, in their number and in their age; losing all costs requests only.
/// </summary>
internal sealed partial class AnswerCache(RedisStore redis, TimeProvider time, ILogger<AnswerCache> logger)
{
    public const int LargestBody = 64 * 1024;
    public const int MostAnswers = 2_000;
    private static readonly RedisScript Store = RedisScript.Embedded("Conditional.store.lua");
    private static readonly RedisValue[] Fields = ["etag", "next", "body"];

    public async Task<GitHubAnswer?> FindAsync(long installation, TokenScope scope, Uri uri, string accept)
    {
        await redis.ConnectAsync();
        if (!redis.IsAvailable)
            return null;
        try
        {
            var found = await redis.Database.HashGetAsync(Key(installation, scope, uri, accept), Fields);
            return found[0].IsNull ? null : new(200, (byte[])found[2]!, found[0], found[1].IsNullOrEmpty ? null : (string?)found[1]);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAway(e.Message);
            return null;
        }
    }

    public async Task KeepAsync(long installation, TokenScope scope, Uri uri, string accept, GitHubAnswer answer)
    {
        if (answer.ETag is null || answer.Body.Length > LargestBody || !redis.IsAvailable)
            return;
        try
        {
            var old = (RedisKey[]?)await Store.RunAsync(
                redis.Database, [Key(installation, scope, uri, accept), $"octobatch:github:{{{installation}}}:answers"],
                [time.GetUtcNow().ToUnixTimeMilliseconds(), MostAnswers, answer.ETag, answer.Next ?? "", answer.Body]);
            if (old is { Length: > 0 })
                await redis.Database.KeyDeleteAsync(old, CommandFlags.FireAndForget);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            LogAway(e.Message);
        }
    }

    private static RedisKey Key(long installation, TokenScope scope, Uri uri, string accept)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{scope.Key}\n{accept}\n{uri.AbsoluteUri}"));
        return $"octobatch:github:{{{installation}}}:answer:{Convert.ToHexStringLower(hash.AsSpan(0, 16))}";
    }

    [LoggerMessage(LogLevel.Debug, "Conditional requests without Redis: {Reason}")]
    private partial void LogAway(string reason);
}
