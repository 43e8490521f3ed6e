using System.Text;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Listings;

/// <summary>Rows below a header, cut to the terminal's width; in a pipe nothing is cut, and tabs stand between the values.</summary>
internal sealed class Table<T>(Terminal terminal, IReadOnlyList<Column<T>> columns)
{
    private const string Gap = "  ";
    private int[]? widths;

    /// <summary>The first rows decide how wide the columns are.</summary>
    public void Write(IReadOnlyList<T> rows)
    {
        var texts = rows.Select(row => columns.Select(c => Clean(c.Value(row))).ToArray()).ToList();
        if (!terminal.Traits.OutputIsTerminal)
        {
            foreach (var row in texts)
                terminal.WriteLine(string.Join('\t', row));
            return;
        }

        if (texts.Count == 0)
            return;
        if (widths is null)
        {
            widths = [.. columns.Select((c, i) => Math.Max(c.Title.Length, texts.Max(row => row[i].Length)))];
            terminal.WriteLine(Ink.Bold(terminal.Traits.OutputHasColors, Line([.. columns.Select(c => c.Title)])));
        }

        foreach (var row in texts)
            terminal.WriteLine(Line(row));
    }

    private string Line(string[] values)
    {
        var line = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            var value = columns[i].IsNumber ? values[i].PadLeft(widths![i]) : values[i].PadRight(widths![i]);
            line.Append(i == 0 ? "" : Gap).Append(value);
        }

        var text = line.ToString().TrimEnd();
        return text.Length <= terminal.Width ? text : text[..(terminal.Width - 1)] + "…";
    }

    // Names come from outside: no tab may make a column, and no escape sequence may reach the terminal.
    private static string Clean(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
