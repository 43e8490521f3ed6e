using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Octobatch.Standalone.Embedded;

/// <summary>The files of the embedded Postgres: the cluster, the password, and the account that owns them.</summary>
internal sealed class PostgresCluster
{
    public const string User = "octobatch";
    private readonly string _directory;

    public PostgresCluster(string dataDirectory)
    {
        _directory = Path.GetFullPath(dataDirectory);
        // Postgres refuses to run as root.
        Account = UnixAccount.IsRoot
            ? UnixAccount.FirstOf("postgres", "nobody")
                ?? throw new EmbeddedServerException("Postgres does not run as root, and this machine has neither the account postgres nor nobody.")
            : null;
    }

    /// <summary>The account to run as; null: that of this process.</summary>
    public UnixAccount? Account { get; }

    public string Folder => Path.Combine(_directory, "cluster");

    private string PasswordFile => Path.Combine(_directory, "password");

    /// <summary>The major version of Postgres that made the data; null when there is no data yet.</summary>
    public int? Major =>
        File.Exists(Path.Combine(Folder, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(Folder, "PG_VERSION")), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Makes the cluster ready to be served by these programs, and returns its password.</summary>
    public async Task<string> PrepareAsync(PostgresBinaries binaries, bool durable, CancellationToken cancellationToken)
    {
        if (Major is { } major && major != binaries.Major)
        {
            throw new EmbeddedServerException(
                $"The data in {_directory} was made by Postgres {major}, but this machine has Postgres {binaries.Major}. "
                + $"Install Postgres {major} (or point OCTOBATCH_PG_BIN at it), or start with another data folder.");
        }

        MakeFolder(_directory);
        var password = await ReadOrMakePasswordAsync(cancellationToken);
        await GiveToAccountAsync(cancellationToken);
        if (Major is null) await InitialiseAsync(binaries, durable, cancellationToken);
        else await ForgetDeadServerAsync(cancellationToken);
        return password;
    }

    public ChildProcessOptions Run(string program, params IReadOnlyList<string> arguments) => new(program, arguments)
    {
        RunAs = Account,
        PassThroughPrivateFolders = Account is not null && HasPrivateFolderAbove(),
        WorkingDirectory = "/",
        Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C", ["PGDATA"] = null, ["PGPORT"] = null },
    };

    private async Task<string> ReadOrMakePasswordAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(PasswordFile)) return (await File.ReadAllTextAsync(PasswordFile, cancellationToken)).Trim();
        if (Major is not null) throw new EmbeddedServerException($"{PasswordFile} is missing, and without it the data beside it cannot be opened.");
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(PasswordFile, options);
        await file.WriteAsync(password.AsMemory(), cancellationToken);
        return password;
    }

    private async Task GiveToAccountAsync(CancellationToken cancellationToken)
    {
        if (Account is null) return;
        var given = await ChildProcess.RunAsync(
            new ChildProcessOptions("chown", "-R", $"{Account.UserId}:{Account.GroupId}", _directory), cancellationToken);
        if (!given.Succeeded) throw new EmbeddedServerException($"{_directory} cannot be given to the account {Account.Name}: {given.Output}");
    }

    // Made beside its place and moved there when whole, so that a start that was interrupted does no harm.
    private async Task InitialiseAsync(PostgresBinaries binaries, bool durable, CancellationToken cancellationToken)
    {
        var unfinished = Folder + ".new";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        var made = await ChildProcess.RunAsync(
            Run(binaries.Initdb, [
                "-D", unfinished, "-U", User, "--pwfile", PasswordFile, "--auth=scram-sha-256", "-E", "UTF8", "--locale=C",
                "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync"]]),
            cancellationToken);
        if (!made.Succeeded) throw new EmbeddedServerException($"initdb could not make {Folder}: {made.Output}");
        Directory.Move(unfinished, Folder);
    }

    // Postgres itself copes with the lock file of a process that is gone, but not with one whose number somebody else
    // has by now, which is common in containers. A server that is just going (its parent was killed) is waited for.
    private async Task ForgetDeadServerAsync(CancellationToken cancellationToken)
    {
        var lockFile = Path.Combine(Folder, "postmaster.pid");
        var waited = Stopwatch.StartNew();
        while (File.Exists(lockFile))
        {
            var pid = ReadProcessId(lockFile);
            if (pid is null || !await IsPostgresAsync(pid.Value, cancellationToken))
            {
                File.Delete(lockFile);
                return;
            }

            if (waited.Elapsed > TimeSpan.FromSeconds(8))
            {
                throw new EmbeddedServerException($"Another Postgres (process {pid}) is using {_directory}. Stop it, or start with another data folder.");
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    private static int? ReadProcessId(string lockFile)
    {
        try
        {
            return int.TryParse(File.ReadLines(lockFile).FirstOrDefault(), out var pid) ? pid : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static async Task<bool> IsPostgresAsync(int pid, CancellationToken cancellationToken)
    {
        var command = await ChildProcess.RunAsync(
            new ChildProcessOptions("ps", "-p", pid.ToString(), "-o", "comm="), cancellationToken);
        return Path.GetFileName(command.Output).StartsWith("postgres", StringComparison.Ordinal);
    }

    private bool HasPrivateFolderAbove()
    {
        if (OperatingSystem.IsWindows()) return false;
        for (var folder = Path.GetDirectoryName(_directory); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (!File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute)) return true;
        }

        return false;
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
