using System.Text;
using Octobatch.Cli.Api;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Specs;

/// <summary>What is wrong with a spec, as compilers say it: <c>file:line:column: message</c>, the line, and a caret below the place.</summary>
internal static class SpecProblems
{
    private const int TabStop = 4;

    /// <summary>Runs a call that takes a spec; when the spec is not valid, shows why and ends with <see cref="ExitCode.Invalid"/>.</summary>
    public static async Task<T> ExplainingAsync<T>(Session session, SpecFile file, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ApiException e) when (e.Problem is { Code: "invalid_spec", Errors.Count: > 0 } problem)
        {
            foreach (var error in problem.Errors)
                session.Terminal.Say(Text(file, error, session.Terminal.Traits.ErrorHasColors));
            throw;
        }
    }

    private static string Text(SpecFile file, ApiProblemError error, bool colors)
    {
        var message = error.Path.Length == 0 ? error.Message : $"{error.Path}: {error.Message}";
        if (error is not { Line: { } line, Column: { } column })
            return $"{file.Name}: {message}";
        var text = $"{Ink.Bold(colors, $"{file.Name}:{line}:{column}:")} {message}";
        return file.Line(line) is { } source ? $"{text}\n  {Shown(source)}\n  {Indent(source, column)}{Ink.Red(colors, "^")}" : text;
    }

    private static string Shown(string source) => string.Concat(source.Select(c => c == '\t' ? new string(' ', TabStop) : char.IsControl(c) ? "?" : c.ToString()));

    // As wide as what stands before the place; characters outside the basic plane are two units of the column and two cells wide.
    private static string Indent(string source, int column)
    {
        var indent = new StringBuilder();
        foreach (var c in source.AsSpan(0, Math.Clamp(column - 1, 0, source.Length)))
            indent.Append(' ', c == '\t' ? TabStop : 1);
        return indent.ToString();
    }
}
