using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Configuration;

/// <summary>What <c>octobatch login</c> keeps: one address and its key, in a file that the owner alone can read.</summary>
internal sealed class ConfigFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path => path;

    /// <summary>In the folder of the XDG base directory specification, which ignores relative paths; on Windows in that of the user's programs.</summary>
    public static string PathIn(Func<string, string?> variable)
    {
        var folder = variable("XDG_CONFIG_HOME") is { } xdg && System.IO.Path.IsPathRooted(xdg) ? xdg
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)
            : System.IO.Path.Combine(variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        return System.IO.Path.Combine(folder, "octobatch", "config.json");
    }

    /// <returns>Null when there is no file.</returns>
    /// <exception cref="StopException">The file cannot be read.</exception>
    public SavedLogin? Read(Terminal terminal)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
                terminal.Warn($"Others can read the key in {path}. Run: chmod 600 {path}");
            return JsonSerializer.Deserialize(file, ApiJson.Default.SavedLogin);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // The text of a parser's error may quote the file, and the file has the key.
            throw new StopException(ExitCode.Invalid, $"{path} cannot be read ({e.GetType().Name}). Run `octobatch login` to write it anew.", e);
        }
    }

    /// <summary>Writes another file and puts it in place, so that there is always a whole one.</summary>
    /// <exception cref="StopException">It cannot be written.</exception>
    public void Write(SavedLogin login)
    {
        try
        {
            var folder = System.IO.Path.GetDirectoryName(path)!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            var next = path + ".new";
            File.Delete(next);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(next, options))
                JsonSerializer.Serialize(file, login, ApiJson.Default.SavedLogin);
            File.Move(next, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.Failed, $"{path} cannot be written: {e.Message}", e);
        }
    }
}

/// <summary>The file's content.</summary>
internal sealed record SavedLogin(string Url, string Key);
