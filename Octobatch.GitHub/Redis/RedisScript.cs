using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Octobatch.GitHub.Redis;

/// <summary>A Lua script that is embedded in this assembly; sent once to each Redis, then called by its hash.</summary>
internal sealed class RedisScript
{
    private readonly string text;
    private readonly byte[] hash;

    private RedisScript(string text)
    {
        this.text = text;
#pragma warning disable CA5350 // Redis names scripts by their SHA-1
        hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public static RedisScript Embedded(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream("Octobatch.GitHub." + name)!;
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd());
    }

    public async Task<RedisResult> RunAsync(IDatabase database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(hash, keys, values);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(text, keys, values);
        }
    }

    /// <summary>Sends it without waiting for its answer. With its text, because nobody would hear that Redis does not know the hash.</summary>
    public void Forget(IDatabase database, RedisKey[] keys, RedisValue[] values) =>
        database.ScriptEvaluate(text, keys, values, CommandFlags.FireAndForget);
}
