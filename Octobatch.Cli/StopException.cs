namespace Octobatch.Cli;

/// <summary>Ends a command with an exit code; the message says why and what to do, and is all that is shown.</summary>
internal class StopException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code => code;
}
