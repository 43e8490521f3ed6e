using System.Text;

namespace Octobatch.Cli.Specs;

/// <summary>What <c>--json</c> shows instead of writing a file.</summary>
/// <param name="Notes">What of an imported file is not in it.</param>
internal sealed record WrittenSpec(string Spec, IReadOnlyList<string> Notes);

/// <summary>Where a written spec goes.</summary>
internal static class SpecOutput
{
    /// <exception cref="StopException">The file is there already, or cannot be written.</exception>
    public static async Task WriteAsync(Session session, string path, string yaml, bool force, CancellationToken cancellation)
    {
        if (path == "-")
        {
            session.Terminal.Write(yaml);
            return;
        }

        try
        {
            await using var file = new FileStream(path, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(Encoding.UTF8.GetBytes(yaml), cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(path) && !force
                ? new StopException(ExitCode.Conflict, $"{path} is there already. --force replaces it, --output writes another.", e)
                : new StopException(ExitCode.Invalid, $"{path} cannot be written: {e.Message}", e);
        }
    }
}
