using System.Globalization;
using StackExchange.Redis;

namespace Octobatch.ServiceDefaults.Redis;

/// <summary>A Redis URL (or StackExchange.Redis's own form) as options; or what is wrong with it, without repeating it.</summary>
public sealed record RedisUrl(ConfigurationOptions? Options, string? Problem)
{
    public static RedisUrl Parse(string text)
    {
        try
        {
            return text.Contains("://", StringComparison.Ordinal) ? FromUrl(text) : FromOwnForm(text);
        }
        catch (ArgumentException)
        {
            return new(null, "is not a redis:// URL nor StackExchange.Redis's form host:port,password=...");
        }
    }

    private static RedisUrl FromOwnForm(string text)
    {
        var options = ConfigurationOptions.Parse(text);
        return options.EndPoints.Count == 0 ? new(null, "names no host") : new(options, null);
    }

    // https://www.iana.org/assignments/uri-schemes/prov/redis
    private static RedisUrl FromUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss") || uri.Host.Length == 0)
            return new(null, "is not a valid redis:// or rediss:// URL: special characters in the password must be percent-encoded");
        var path = uri.AbsolutePath.Trim('/');
        if (!int.TryParse(path.Length == 0 ? "0" : path, NumberStyles.None, CultureInfo.InvariantCulture, out var database))
            return new(null, "must end in a database number, such as /0");

        var options = new ConfigurationOptions { DefaultDatabase = database, Ssl = uri.Scheme == "rediss" };
        options.EndPoints.Add(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : 6379);
        var user = uri.UserInfo.Split(':', 2);
        if (user.Length == 2 && user[0].Length > 0)
            options.User = Uri.UnescapeDataString(user[0]);
        if (user[^1].Length > 0)
            options.Password = Uri.UnescapeDataString(user[^1]);
        return new(options, null);
    }
}
