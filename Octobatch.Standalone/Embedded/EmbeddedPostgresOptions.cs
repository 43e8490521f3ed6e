namespace Octobatch.Standalone.Embedded;

/// <summary>How the embedded Postgres runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Holds the cluster and the password; made when it is missing, and kept for the next start.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port on 127.0.0.1; null: a free one.</summary>
    public int? Port { get; init; }

    /// <summary>True: every commit reaches the disk (fsync). False: fast, for tests, where a power cut may cost the data.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>The database that the connection string names; made when it is missing.</summary>
    public string Database { get; init; } = "octobatch";
}

/// <summary>The embedded server cannot run; the message says why and what helps.</summary>
public sealed class EmbeddedServerException(string message, Exception? inner = null) : Exception(message, inner);
