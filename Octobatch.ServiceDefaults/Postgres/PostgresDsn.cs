using Npgsql;

namespace Octobatch.ServiceDefaults.Postgres;

/// <summary>A DSN in either accepted form, turned into Npgsql's; or what is wrong with it, without repeating it.</summary>
public sealed record PostgresDsn(NpgsqlConnectionStringBuilder? Builder, string? Problem)
{
    public static PostgresDsn Parse(string dsn)
    {
        try
        {
            return IsUrl(dsn) ? FromUrl(dsn) : FromKeyValue(dsn);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return new(null, "is not a postgresql:// URL nor Npgsql's key=value form");
        }
    }

    private static bool IsUrl(string dsn) =>
        dsn.StartsWith("postgresql://", StringComparison.Ordinal) || dsn.StartsWith("postgres://", StringComparison.Ordinal);

    private static PostgresDsn FromKeyValue(string dsn)
    {
        var builder = new NpgsqlConnectionStringBuilder(dsn);
        return string.IsNullOrEmpty(builder.Host) ? new(null, "names no host") : new(builder, null);
    }

    // libpq's URL form: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
    private static PostgresDsn FromUrl(string dsn)
    {
        if (!Uri.TryCreate(dsn, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return new(null, "is not a valid URL: special characters in user or password must be percent-encoded");

        var user = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Trim('[', ']'),
            Port = uri.Port > 0 ? uri.Port : 5432,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')) is { Length: > 0 } name ? name : "octobatch",
        };
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length < 2)
                return new(null, $"has a parameter without a value: '{parts[0]}'");
            Apply(builder, Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]));
        }

        return new(builder, null);
    }

    private static void Apply(NpgsqlConnectionStringBuilder builder, string key, string value)
    {
        switch (key)
        {
            case "sslmode":
                builder.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "connect_timeout":
                builder.Timeout = int.Parse(value);
                break;
            case "application_name":
                builder.ApplicationName = value;
                break;
            default:
                builder[key] = value; // Npgsql's own names pass as they are; an unknown one throws.
                break;
        }
    }
}
