namespace Octobatch.Cli.Commands;

/// <summary>Questions to the person at the keyboard.</summary>
internal static class Questions
{
    /// <exception cref="StopException">Nobody sits there, and there is no usual answer.</exception>
    public static string Ask(Session session, string question, string? usual = null)
    {
        var terminal = session.Terminal;
        while (true)
        {
            terminal.Error.Write(usual is { Length: > 0 } ? $"{question} [{usual}] " : $"{question} ");
            terminal.Error.Flush();
            var answer = terminal.Input.ReadLine();
            if (answer?.Trim() is { Length: > 0 } given)
                return given;
            if (usual is not null)
                return usual;
            if (answer is null)
                throw new StopException(ExitCode.Invalid, $"There was no answer to \"{question}\". --help lists the options that answer it.");
        }
    }
}
