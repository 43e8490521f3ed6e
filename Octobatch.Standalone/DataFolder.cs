using System.Security.Cryptography;

namespace Octobatch.Standalone;

/// <summary>The data folder: made on the first start, locked while in use, with its keys readable by the owner alone.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly StandaloneOptions options;
    private readonly FileStream @lock;

    /// <exception cref="StandaloneException">Another Octobatch uses the folder, or it cannot be written.</exception>
    public DataFolder(StandaloneOptions options)
    {
        this.options = options;
        try
        {
            Directory.CreateDirectory(options.Data);
            @lock = new FileStream(options.File("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StandaloneException(
                $"The data folder {options.Data} cannot be used: another Octobatch may be running in it ({e.Message}). Stop that one, or choose another folder with --data DIR.");
        }
    }

    /// <summary>A random key that is made once and kept in the folder, mode 600.</summary>
    public string Key(string name, string prefix)
    {
        var path = options.File(name);
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } known)
            return known;
        var key = prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).Replace('+', '-').Replace('/', '_').TrimEnd('=');
        var file = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            file.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(path, file))
            writer.WriteLine(key);
        return key;
    }

    public void Dispose() => @lock.Dispose();
}

/// <summary>Standalone cannot start; the message says why and what to do, and is all that is shown.</summary>
internal sealed class StandaloneException(string message) : Exception(message);
