namespace Octobatch.Cli.Terminals;

/// <summary>What is known about the three ends of a command.</summary>
/// <param name="Width">Characters in a line of the terminal.</param>
internal sealed record TerminalTraits(bool InputIsTerminal, bool OutputIsTerminal, bool ErrorIsTerminal, bool Colors, int Width)
{
    private const int UsualWidth = 100;

    /// <summary>Nothing but pipes.</summary>
    public static TerminalTraits Piped { get; } = new(false, false, false, Colors: false, UsualWidth);

    public bool OutputHasColors => Colors && OutputIsTerminal;

    public bool ErrorHasColors => Colors && ErrorIsTerminal;

    /// <summary>Reads a line without showing it; null where the keyboard cannot be read so.</summary>
    public Func<string>? ReadSecret { get; init; }

    /// <summary>A program that shows long output by the page, as the shell would run it; null: none.</summary>
    public string? Pager { get; init; }

    public static TerminalTraits OfThisProcess() =>
        new(!Console.IsInputRedirected, !Console.IsOutputRedirected, !Console.IsErrorRedirected, HasColors(), WindowWidth())
        {
            ReadSecret = Console.IsInputRedirected ? null : SecretLine.Read,
            Pager = Environment.GetEnvironmentVariable("OCTOBATCH_PAGER") ?? Environment.GetEnvironmentVariable("PAGER") ?? "less",
        };

    // https://no-color.org
    private static bool HasColors() =>
        string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private static int WindowWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth; // no terminal
        }
    }
}
