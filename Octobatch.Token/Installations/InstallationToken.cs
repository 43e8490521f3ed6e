using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Octobatch.Tokens.Installations;

/// <summary>
/// A token, kept as the very bytes that answer a request for it, so that handing it out again costs nothing but sending them.
/// Times are GitHub's. Has no text form, so that it cannot slip into a log.
/// </summary>
public sealed class InstallationToken
{
    /// <summary>Sooner than this before its end nobody renews a token: conditional requests' ETags are bound to it.</summary>
    public static readonly TimeSpan EarliestRenewal = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LatestRenewal = TimeSpan.FromMinutes(3);
    private long renewalTicks;

    private InstallationToken(byte[] answer, DateTimeOffset mintedAt, TimeSpan margin)
    {
        Answer = answer;
        MintedAt = mintedAt;
        using var json = JsonDocument.Parse(answer);
        ExpiresAt = json.RootElement.GetProperty("expires_at").GetDateTimeOffset();
        Sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("token").GetString()!));
        UsableUntil = ExpiresAt - margin;
        // With jitter, so that tokens minted together are not renewed together; and always before the margin begins.
        var latest = LatestRenewal > margin ? LatestRenewal : margin + TimeSpan.FromSeconds(30);
        renewalTicks = (ExpiresAt - latest - (Random.Shared.NextDouble() * (EarliestRenewal - LatestRenewal))).UtcTicks;
    }

    /// <summary>The JSON that answers a request, with <c>"cached":true</c> at its end.</summary>
    public ReadOnlyMemory<byte> Answer { get; }

    public DateTimeOffset MintedAt { get; }

    public DateTimeOffset ExpiresAt { get; }

    /// <summary>From then on it is not handed out.</summary>
    public DateTimeOffset UsableUntil { get; }

    /// <summary>Of the token's text; stands for it wherever it must be named.</summary>
    public byte[] Sha256 { get; }

    /// <summary>The same JSON with <c>"cached":false</c>, for those who waited while it was minted.</summary>
    public ReadOnlyMemory<byte> FreshAnswer()
    {
        var kept = Answer.Span[..^"true}"u8.Length];
        return (byte[])[.. kept, .. "false}"u8];
    }

    /// <summary>Whether it should be replaced while it is still good.</summary>
    public bool IsDue(DateTimeOffset now) => now.UtcTicks >= Volatile.Read(ref renewalTicks);

    /// <summary>Leaves it alone until then, after an attempt to renew it failed.</summary>
    public void Postpone(DateTimeOffset until) => Volatile.Write(ref renewalTicks, until.UtcTicks);

    /// <summary>From GitHub's answer to a request for a token.</summary>
    /// <exception cref="JsonException">The answer is not what GitHub documents.</exception>
    public static InstallationToken FromGitHub(byte[] body, DateTimeOffset mintedAt, TimeSpan margin)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        if (!root.TryGetProperty("token", out var token) || token.GetString() is not { Length: > 0 } text
            || !root.TryGetProperty("expires_at", out var expires) || !expires.TryGetDateTimeOffset(out var expiresAt))
            throw new JsonException("no token in it");
        using var answer = new MemoryStream(body.Length);
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartObject();
            writer.WriteString("token", text);
            writer.WriteString("expires_at", expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WritePropertyName("permissions");
            if (root.TryGetProperty("permissions", out var permissions))
                permissions.WriteTo(writer);
            else
                writer.WriteRawValue("{}"u8);
            writer.WriteString("repository_selection", root.TryGetProperty("repository_selection", out var selection) ? selection.GetString() : "all");
            writer.WriteBoolean("cached", true);
            writer.WriteEndObject();
        }

        return new(answer.ToArray(), mintedAt, margin);
    }

    /// <summary>From <see cref="ToShared"/>.</summary>
    public static InstallationToken FromShared(ReadOnlySpan<byte> shared, TimeSpan margin) => new(
        shared[8..].ToArray(), DateTimeOffset.FromUnixTimeMilliseconds(BitConverter.ToInt64(shared)), margin);

    /// <summary>What replicas pass to each other, before it is encrypted: when it was minted, and the answer.</summary>
    public byte[] ToShared() => [.. BitConverter.GetBytes(MintedAt.ToUnixTimeMilliseconds()), .. Answer.Span];
}
