using Octobatch.ServiceDefaults.Postgres;

namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Where Postgres is, the source of truth. One database; each service keeps to its own schema.</summary>
public sealed class PostgresSettings : ISettings
{
    public static string? Dependency => "postgres";

    /// <summary>A <c>postgresql://</c> URL or Npgsql's key=value form.</summary>
    [Setting("OCTOBATCH_POSTGRES_DSN", "ConnectionStrings:postgres", Secret = true,
        Required = "set it to postgresql://host:5432/octobatch with user:password@ before the host")]
    public string Dsn { get; init; } = "";

    public IEnumerable<SettingProblem> Validate()
    {
        if (Dsn.Length > 0 && PostgresDsn.Parse(Dsn) is { Problem: { } problem })
            yield return new("OCTOBATCH_POSTGRES_DSN", $"OCTOBATCH_POSTGRES_DSN {problem}");
    }
}
