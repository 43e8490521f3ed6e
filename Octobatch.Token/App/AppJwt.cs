using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;

namespace Octobatch.Tokens.App;

/// <summary>
/// The App's own JWTs, which never leave this service. RS256, dated a minute back and good for nine more, in whole seconds:
/// https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
/// </summary>
internal sealed class AppJwt(AppSettings settings, GitHubClock clock)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(540);
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<AppKey, (string Jwt, DateTimeOffset At, TimeSpan Offset)> made = new();

    // A number where it is one: GitHub Enterprise Servers of some age insist ("must be an Integer").
    private readonly string issuer = long.TryParse(settings.AppId, out var id) ? $"{id}" : $"\"{settings.AppId}\"";

    /// <summary>A JWT signed with <paramref name="key"/>; the last one again for five minutes, unless the clock was corrected.</summary>
    public string With(AppKey key)
    {
        var now = clock.Now;
        if (made.TryGetValue(key, out var last) && now >= last.At && now - last.At < Reuse && clock.Offset == last.Offset)
            return last.Jwt;
        var jwt = Create(key, now);
        made[key] = (jwt, now, clock.Offset);
        return jwt;
    }

    private string Create(AppKey key, DateTimeOffset now)
    {
        var claims = $$"""{"iat":{{(now - Back).ToUnixTimeSeconds()}},"exp":{{(now + Ahead).ToUnixTimeSeconds()}},"iss":{{issuer}}}""";
        var signed = $"{Header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }
}
