using System.Text;

namespace Octobatch.Selections.Queries;

/// <summary>How values are written so that the scanner reads them back unchanged.</summary>
internal static class QueryText
{
    public const char Mark = '"';
    public const char Escape = '\\';

    /// <summary>The value, in quotes where it needs them. <paramref name="alsoColons"/>: a colon would end it.</summary>
    public static string Quote(string value, bool alsoColons = false)
    {
        if (value.Length > 0 && !value.Any(c => char.IsWhiteSpace(c) || c == Mark || (alsoColons && c == ':')))
            return value;
        var text = new StringBuilder(value.Length + 2).Append(Mark);
        foreach (var c in value)
            text.Append(c is Mark or Escape ? $"{Escape}{c}" : c.ToString());
        return text.Append(Mark).ToString();
    }
}
