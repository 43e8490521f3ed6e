namespace Octobatch.Cli.Commands;

/// <summary>Repositories as they are typed: names, or <c>-</c> for names on standard input.</summary>
internal static class Repositories
{
    /// <exception cref="StopException">One is no repository's name, or standard input, though asked for, has none.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(Session session, IReadOnlyList<string> typed, CancellationToken cancellation)
    {
        var names = new List<string>();
        foreach (var name in typed)
        {
            if (name != "-")
            {
                names.Add(name);
                continue;
            }

            var lines = (await session.Terminal.Input.ReadToEndAsync(cancellation)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            // An empty list must not come to mean everything.
            if (lines.Length == 0)
                throw new StopException(ExitCode.Invalid, "There are no repositories on standard input.");
            names.AddRange(lines);
        }

        return [.. names.Select(Names.RepositoryPath)];
    }
}
