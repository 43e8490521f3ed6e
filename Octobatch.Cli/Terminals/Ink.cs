namespace Octobatch.Cli.Terminals;

/// <summary>Colours by the terminal's own palette, so that light and dark both work.</summary>
internal static class Ink
{
    public static string Bold(bool on, string text) => With(on, "1", text);

    public static string Dim(bool on, string text) => With(on, "2", text);

    public static string Red(bool on, string text) => With(on, "31", text);

    public static string Green(bool on, string text) => With(on, "32", text);

    public static string Yellow(bool on, string text) => With(on, "33", text);

    public static string Cyan(bool on, string text) => With(on, "36", text);

    private static string With(bool on, string code, string text) => on && text.Length > 0 ? $"\e[{code}m{text}\e[0m" : text;
}
