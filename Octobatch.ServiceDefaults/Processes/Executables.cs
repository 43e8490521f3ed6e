namespace Octobatch.ServiceDefaults.Processes;

/// <summary>Finds programs of this machine.</summary>
public static class Executables
{
    /// <summary>The full path of the first program of this name on PATH, or in the folders where servers live.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/local/bin", "/usr/bin", "/usr/sbin", "/bin", "/opt/homebrew/bin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
