using System.Text;

namespace Octobatch.Cli.Specs;

/// <summary>Lines of a YAML document. Text is quoted where a reader of YAML 1.1 or 1.2 would take it for something else.</summary>
internal sealed class YamlLines
{
    private const string Indicators = "-?:,[]{}#&*!|>'\"%@`";
    private static readonly string[] Words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", ".inf", ".nan"];
    private readonly StringBuilder text = new();

    public void Line(int depth, string line) => text.Append(' ', depth * 2).Append(line).Append('\n');

    /// <summary>A key with text; nothing when there is none.</summary>
    public void Text(int depth, string key, string? value)
    {
        if (value is null)
            return;
        if (IsBlock(value))
            Block(depth, key, value);
        else
            Line(depth, $"{key}: {Scalar(value)}");
    }

    /// <summary>A key with a list on one line; nothing when it is empty.</summary>
    public void List(int depth, string key, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            Line(depth, $"{key}: [{string.Join(", ", values.Select(v => Scalar(v, inList: true)))}]");
    }

    public override string ToString() => text.ToString();

    private static bool IsBlock(string value) =>
        value.Contains('\n', StringComparison.Ordinal) && value[0] is not (' ' or '\n' or '\t') && !value.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
        && !value.TrimEnd('\n').Split('\n').Any(line => line.Length > 0 && string.IsNullOrWhiteSpace(line));

    private void Block(int depth, string key, string value)
    {
        var body = value.TrimEnd('\n');
        var chomping = (value.Length - body.Length) switch { 0 => "-", 1 => "", _ => "+" };
        Line(depth, $"{key}: |{chomping}");
        var inner = depth + (key.StartsWith("- ", StringComparison.Ordinal) ? 2 : 1);
        foreach (var line in (chomping == "+" ? value[..^1] : body).Split('\n'))
            text.Append(' ', line.Length == 0 ? 0 : inner * 2).Append(line).Append('\n');
    }

    private static string Scalar(string value, bool inList = false)
    {
        if (value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF'))
            return DoubleQuoted(value);
        return IsPlain(value, inList) ? value : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static bool IsPlain(string value, bool inList) =>
        value.Length > 0 && value == value.Trim() && !Indicators.Contains(value[0], StringComparison.Ordinal) && !char.IsAsciiDigit(value[0]) && value[0] is not ('+' or '.' or '=' or '<')
        && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal) && !value.EndsWith(':')
        && !(inList && value.AsSpan().ContainsAny(",[]{}"))
        && !Words.Contains(value, StringComparer.OrdinalIgnoreCase);

    private static string DoubleQuoted(string value) => $"\"{string.Concat(value.Select(Escaped))}\"";

    private static string Escaped(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}
