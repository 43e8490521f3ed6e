using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Octobatch.GitHubSimulator.Apps;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>The tokens that exist, until they expire or are revoked.</summary>
public sealed class InstallationTokens(SimulatorClock clock, GitHubApp app)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, InstallationToken> byValue = new();
    private long nextSweepTicks;

    /// <summary>How long, and how (401, 403 or 404), a token is refused after it was made; null for not at all.</summary>
    public (TimeSpan For, int Status)? RefuseNew { get; set; }

    /// <summary>How many are kept, expired ones included until the next sweep.</summary>
    public int Count => byValue.Count;

    /// <summary>How many were ever made.</summary>
    public long Minted => Interlocked.Read(ref minted);

    private long minted;

    /// <summary>Makes a token.</summary>
    public InstallationToken Mint(Installation installation, Permissions permissions, IReadOnlySet<long>? repositories)
    {
        var now = clock.Now;
        Sweep(now);
        var token = new InstallationToken
        {
            Value = NewValue(installation, now),
            Installation = installation,
            Permissions = permissions,
            Repositories = repositories,
            MintedAt = now,
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds((now + Lifetime).ToUnixTimeSeconds()),
        };
        byValue[token.Value] = token;
        Interlocked.Increment(ref minted);
        return token;
    }

    /// <summary>The token with this value; null when it is unknown, revoked or expired.</summary>
    public InstallationToken? Find(string value) =>
        byValue.TryGetValue(value, out var token) && clock.Now < token.ExpiresAt ? token : null;

    /// <summary>Revokes one.</summary>
    public void Revoke(InstallationToken token) => byValue.TryRemove(token.Value, out _);

    /// <summary>Revokes every token of an installation.</summary>
    public void RevokeAll(Installation installation)
    {
        foreach (var token in byValue.Values.Where(token => token.Installation == installation))
            Revoke(token);
    }

    /// <returns>The status to refuse a token with that is still too new; null when it is accepted.</returns>
    internal int? RefusedWhileNew(InstallationToken token) =>
        RefuseNew is { } refuse && clock.Now < token.MintedAt + refuse.For ? refuse.Status : null;

    private void Sweep(DateTimeOffset now)
    {
        var due = Volatile.Read(ref nextSweepTicks);
        if (now.Ticks < due || Interlocked.CompareExchange(ref nextSweepTicks, now.AddMinutes(5).Ticks, due) != due)
            return;
        foreach (var token in byValue.Values.Where(token => token.ExpiresAt <= now))
            Revoke(token);
    }

    /// <summary>
    /// The form that GitHub gives tokens since April 2026, <c>ghs_APPID_JWT</c> of about 520 characters. Nobody can read more
    /// from it than its shape: what stands for the signature is random, because the table above knows the real ones.
    /// </summary>
    private string NewValue(Installation installation, DateTimeOffset now)
    {
        var header = """{"alg":"RS256","kid":"simulator","typ":"JWT"}"""u8;
        var claims = Encoding.ASCII.GetBytes(
            $$"""{"aud":"github","exp":{{(now + Lifetime).ToUnixTimeSeconds()}},"iid":{{installation.Id}},"jti":"{{Guid.NewGuid():n}}"}""");
        return $"ghs_{app.Id}_{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}."
            + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(256));
    }
}
